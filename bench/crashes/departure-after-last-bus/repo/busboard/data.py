from busboard.clock import minutes
from busboard.timetable import Timetable

TABLES = {
    ("harbour", "12"): Timetable([minutes(t) for t in "05:10 06:40 12:00 18:20 22:45".split()]),
    ("harbour", "N3"): Timetable([minutes(t) for t in "00:30 02:00 03:30".split()]),
    ("market", "12"): Timetable([minutes(t) for t in "05:25 06:55 12:15 18:35 23:00".split()]),
}
