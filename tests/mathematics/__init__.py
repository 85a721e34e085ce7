"""The mathematics, on small random models: the engine against the definitions and against theorems."""
