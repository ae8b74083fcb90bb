"""Reads iCalendar objects with libical and python3-icalendar, as calendars of people do.

Standard input: {"calendars": [text, ...], "until": "2027-01-01T00:00:00Z"}.
Standard output: for each calendar what is wrong with it, and when its meetings begin and
end, as both libraries with dateutil count them.
"""
import datetime
import json
import sys

import gi
import icalendar
import recurring_ical_events

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib


def faults_of_libical(text):
    whole = ICalGLib.Component.new_from_string(text)
    if whole is None:
        return ["libical cannot parse it"]
    faults = []
    if not whole.is_valid():
        faults.append("libical: not valid")
    if not ICalGLib.restriction_check(whole):
        faults.append("libical: restrictions of RFC 5546: " + whole.as_ical_string()[:3000])
    if whole.count_errors() > 0:
        faults.append("libical: %d errors" % whole.count_errors())
    return faults


def faults_of_lines(text):
    faults = []
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        faults.append("an end of line is not CRLF")
    for line in text.split("\r\n"):
        if len(line.encode()) > 75:
            faults.append("longer than 75 octets: " + line)
    return faults


def instants_of_libical(text, until):
    whole = ICalGLib.Component.new_from_string(text)
    found = []
    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    events = []
    event = whole.get_first_component(kind)
    while event is not None:
        events.append(event)
        event = whole.get_next_component(kind)
    replaced = set()
    for event in events:
        of = event.get_recurrenceid()
        if of is not None and not of.is_null_time():
            replaced.add((event.get_uid(), zoned(whole, event, "RECURRENCE-ID", of)))
    for event in events:
        start = event.get_dtstart()
        begin = zoned(whole, event, "DTSTART", start)
        length = event_length(whole, event, begin)
        of = event.get_recurrenceid()
        alone = of is not None and not of.is_null_time()
        rule = event.get_first_property(ICalGLib.PropertyKind.RRULE_PROPERTY)
        if alone or rule is None:
            found.append([begin, begin + length])
            continue
        excluded = set()
        out = event.get_first_property(ICalGLib.PropertyKind.EXDATE_PROPERTY)
        while out is not None:
            excluded.add(zoned_property(whole, out, out.get_exdate()))
            out = event.get_next_property(ICalGLib.PropertyKind.EXDATE_PROPERTY)
        each = ICalGLib.RecurIterator.new(rule.get_rrule(), start)
        when = each.next()
        while when is not None and not when.is_null_time():
            at = zoned(whole, event, "DTSTART", when)
            if at >= until:
                break
            if at not in excluded and (event.get_uid(), at) not in replaced:
                found.append([at, at + length])
            when = each.next()
    return sorted(p for p in found if p[0] < until)


def event_length(whole, event, begin):
    if event.get_first_property(ICalGLib.PropertyKind.DURATION_PROPERTY) is not None:
        return event.get_duration().as_int()
    return zoned(whole, event, "DTEND", event.get_dtend()) - begin


KINDS = {
    "DTSTART": ICalGLib.PropertyKind.DTSTART_PROPERTY,
    "DTEND": ICalGLib.PropertyKind.DTEND_PROPERTY,
    "RECURRENCE-ID": ICalGLib.PropertyKind.RECURRENCEID_PROPERTY,
}


def zoned(whole, event, name, when):
    return zoned_property(whole, event.get_first_property(KINDS[name]), when)


def zoned_property(whole, prop, when):
    """Seconds since 1970 by the VTIMEZONE in the object itself."""
    if when.is_utc():
        return when.as_timet_with_zone(ICalGLib.Timezone.get_utc_timezone())
    name = prop.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER).get_tzid()
    return when.as_timet_with_zone(whole.get_timezone(name))


def instants_of_icalendar(text, until):
    calendar = icalendar.Calendar.from_ical(text)
    begin = datetime.datetime(1999, 1, 1, tzinfo=datetime.timezone.utc)
    found = []
    for event in recurring_ical_events.of(calendar).between(begin, until):
        start = event["DTSTART"].dt
        end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt
        found.append([int(start.timestamp()), int(end.timestamp())])
    return sorted(p for p in found if p[0] < until.timestamp())


def properties(text):
    calendar = icalendar.Calendar.from_ical(text)
    return [
        {
            "summary": str(e.get("SUMMARY", "")),
            "description": str(e.get("DESCRIPTION", "")),
            "location": str(e.get("LOCATION", "")),
            "organizer": str(e.get("ORGANIZER", "")),
            "cn": str(e["ORGANIZER"].params.get("CN", "")) if "ORGANIZER" in e else "",
            "sequence": int(e.get("SEQUENCE", -1)),
            "uid": str(e.get("UID", "")),
        }
        for e in calendar.walk("VEVENT")
    ]


def main():
    given = json.load(sys.stdin)
    until = datetime.datetime.fromisoformat(given["until"].replace("Z", "+00:00"))
    answers = []
    for text in given["calendars"]:
        answers.append(
            {
                "faults": faults_of_lines(text) + faults_of_libical(text),
                "libical": instants_of_libical(text, int(until.timestamp())),
                "icalendar": instants_of_icalendar(text, until),
                "events": properties(text),
            }
        )
    json.dump(answers, sys.stdout)


main()
