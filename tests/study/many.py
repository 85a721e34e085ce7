"""A small conflict with very many worlds."""

TEXT = """
case: many
title: Many worlds
as_of: 2020-01-01
actors: {north: {}, south: {}, sponsor: {}}
options:
  north.troops: {levels: [forward, thinned, gone]}
  north.fire: {direction: up}
  south.patrols: {levels: [on, off]}
  south.talks:
  sponsor.aid:
status_quo: {}
outcomes:
  war: {when: north.fire, final: true}
  calm: north.troops >= thinned and not south.patrols == on
judge: {seek: calm, avoid: war}
preferences:
  north:
    - slot: aim
    - any_order: [not north.fire, sponsor.aid, south.patrols == off, not south.talks]
    - maybe(0.4): north.troops == gone
  south:
    - not north.fire
    - slot: line
    - any_order: {north.troops == gone: 2, south.talks: 1, south.patrols == on: 1 to 4}
  sponsor:
    - not north.fire
    - any_order: [not sponsor.aid, north.troops >= thinned, south.talks]
questions:
  north_aim:
    about: north
    alternatives:
      leave: {prior: 0.5, aim: [north.troops >= thinned iff south.patrols == off]}
      hold: {prior: 0.3, aim: [north.troops == forward]}
      fight: {prior: 0.2, aim: [north.fire iff south.patrols == on]}
  south_line:
    about: south
    alternatives:
      soft: {prior: 0.6, line: [south.patrols == off if north.troops >= thinned]}
      firm: {prior: 0.4, line: [south.patrols == on]}
evidence:
  - {id: quiet, bears_on: {north_aim: {leave: 0.7, hold: 0.4, fight: 0.2}}, weight: 0.8, says: Quiet week.}
behaviour:
  default: {foresight: {seq: 0.6, nash: 0.2, smr: 0.2}, reconsiders: 0.5 to 2 per month}
clocks:
  winter: {levels: [far, near], rate: {0.2 per month: true}}
window: {closes: {0.05 to 0.2 per month: not south.talks}}
policies:
  stand_down: {by: [south], sets: {south.patrols: off}}
  answer: {by: [south], keeps: {south.patrols: off if north.troops >= thinned else on}}
  trial: {by: [south], sets: {south.patrols: off}, lasts: 3 months}
  look_first:
    stages: [trial, {learn: north_aim, right: 0.8, then: {leave: stand_down, hold: answer, fight: no policy}}]
"""
