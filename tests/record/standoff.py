"""A small standoff with a record, written into a folder."""

from __future__ import annotations

from pathlib import Path

CASE = """\
case: strait
title: Will the island open the strait?
as_of: 2020-06-01
actors:
  main: {name: Mainland}
  isle: {name: Island}
options:
  main.patrols: {levels: [none, some, many]}
  main.raid: {}
  isle.tests: {levels: [active, halted]}
impossible:
  - main.raid and isle.tests == halted
status_quo: {main.patrols: some}
outcomes:
  war: {when: main.raid, final: true}
  calm: isle.tests == halted and main.patrols == none
judge: {seek: calm, avoid: war}
preferences:
  main: [not main.raid, isle.tests == halted, main.patrols == none]
  isle:
    - slot: aim
    - main.patrols == none
questions:
  isle_aim:
    about: isle
    alternatives:
      trade: {prior: 0.5, aim: [isle.tests == halted if main.patrols == none]}
      stall: {prior: 0.2, known_on: 2020-03-01, aim: [isle.tests == active]}
      sell: {prior: 0.3, known_on: 2020-05-01, aim: [isle.tests == active]}
evidence:
  - {id: letter, date: 2020-02-01, known_on: 2020-04-01, bears_on: {isle_aim: {trade: 0.6, stall: 0.3, sell: 0.3}}}
  - {id: later, date: 2020-07-01, bears_on: {isle_aim: {trade: 0.1, stall: 0.6, sell: 0.3}}}
  - {id: undated, bears_on: {isle_aim: {trade: 0.5, stall: 0.5, sell: 0.4}}}
perceptions:
  main: {believes: {isle_aim: {trade: 0.2, stall: 0.2, sell: 0.6}}}
clocks:
  exercise: {levels: [ahead, under_way, over], dates: {under_way: 2020-08-10, over: 2020-08-21}, calendar: drill}
  vote: {levels: [ahead, held], dates: {held: 2020-09-01}}
policies:
  retreat: {by: main, sets: {main.patrols: none}}
  informed:
    stages: [{learn: isle_aim, then: {trade: retreat, stall: no policy, sell: no policy}}]
window: {closes: "2020-12-01"}
record:
  events: events.csv
  calendar: calendar.csv
  since: 2020-01-01
  until: 2020-12-31
  kinds:
    launch: {actor: ISL, category: launch}
    flight: {category: flight}
    raid: {category: raid}
  start: {main.patrols: some}
  rules:
    - {on: launch, set: {isle.tests: active}}
    - {without: launch, after: 90 days, set: {isle.tests: halted}}
    - {on: flight, set: {main.patrols: many}, lasts: 30 days}
    - {on: raid, set: {main.raid: "yes"}}
"""

EVENTS = """\
id,date,actor,target,category,summary,known_on
e1,2020-01-10,ISL,MAI,launch,A rocket is launched.,2020-01-10
e2,2020-02-01,MAI,ISL,flight,Bombers fly along the strait.,2020-02-20
e3,2020-05-20,ISL,MAI,launch,Two rockets are launched.,2020-05-20
e4,2020-11-20,MAI,ISL,raid,A raid on the harbour.,2020-11-20
"""

CALENDAR = """\
id,name,kind,start,end,every,known_on,held,source,note
spring,Spring drill,drill,2020-03-02,2020-03-20,,2020-02-01,yes,,
summer,Summer drill,drill,2020-08-10,2020-08-20,,2020-05-01,yes,,expected
summer,Summer drill,drill,2020-08-17,2020-08-28,,2020-06-15,yes,,moved
autumn,Autumn drill,drill,2020-10-05,2020-10-09,,2020-06-01,yes,,
autumn,Autumn drill,drill,2020-10-05,2020-10-09,,2020-09-20,no,,called off
day,Founding day,anniversary,1950-06-20,,year,,,,
"""


def standoff(folder: Path, *, case: str = CASE, events: str = EVENTS, calendar: str = CALENDAR) -> Path:
    """Write the case with its record and return its file."""
    (folder / "events.csv").write_text(events, encoding="utf-8")
    (folder / "calendar.csv").write_text(calendar, encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(case, encoding="utf-8")
    return path
