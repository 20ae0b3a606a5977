import CICal
import CallFlows

/// A calendar that libical has parsed, and owns the memory of.
struct CalendarComponent: ~Copyable {
  /// The years whose days are looked at.
  static let years = 2000...2099
  /// A repetition is followed no further than this.
  private static let mostRepetitions = 40_000

  private let handle: OpaquePointer

  /// `nil` for what is no calendar.
  init?(parsing text: String) {
    // Set for the whole process, and always to the same: a broken file is no reason to die.
    icalerror_set_errors_are_fatal(0)
    guard let handle = icalparser_parse_string(text) else { return nil }
    guard [ICAL_VCALENDAR_COMPONENT, ICAL_XROOT_COMPONENT].contains(icalcomponent_isa(handle)) else {
      icalcomponent_free(handle)
      return nil
    }
    self.handle = handle
  }

  deinit { icalcomponent_free(handle) }

  /// An event, and the days on which it begins.
  struct Event {
    var identifier = ""
    var summary = ""
    var isCancelled = false
    /// Whether it lasts from midnight to midnight, wherever one is.
    var isWholeDays = false
    /// In days.
    var length = 0
    var beginnings: Set<CivilDate> = []
    /// The repetition, by its day, in whose place it stands.
    var replaces: CivilDate?
    /// What the parser did not understand.
    var fault: String?
  }

  /// A file may hold several calendars, one behind the other.
  var events: [Event] {
    let isOne = icalcomponent_isa(handle) == ICAL_VCALENDAR_COMPONENT
    let calendars = isOne ? [handle] : Self.components(handle, ICAL_VCALENDAR_COMPONENT)
    return calendars.flatMap { Self.components($0, ICAL_VEVENT_COMPONENT).map(Self.event) }
  }

  private static func components(_ parent: OpaquePointer, _ kind: icalcomponent_kind) -> [OpaquePointer] {
    var found: [OpaquePointer] = []
    var next = icalcomponent_get_first_component(parent, kind)
    while let component = next {
      found.append(component)
      next = icalcomponent_get_next_component(parent, kind)
    }
    return found
  }

  private static func event(_ component: OpaquePointer) -> Event {
    var event = Event()
    event.identifier = icalcomponent_get_uid(component).map { String(cString: $0) } ?? ""
    event.summary = icalcomponent_get_summary(component).map { String(cString: $0) } ?? "without a summary"
    event.isCancelled = icalcomponent_get_status(component) == ICAL_STATUS_CANCELLED
    event.fault =
      properties(component, ICAL_XLICERROR_PROPERTY) { property in
        icalproperty_get_xlicerror(property).map { String(cString: $0).trimmedFullStop }
      }.first
    let start = icalcomponent_get_dtstart(component)
    guard let first = date(start) else {
      event.fault = event.fault ?? "its DTSTART is missing, or no day of the calendar"
      return event
    }
    let replaced = icalcomponent_get_recurrenceid(component)
    event.replaces = icaltime_is_null_time(replaced) == 0 ? date(replaced) : nil
    event.isWholeDays = start.is_date != 0
    event.length = length(component, from: first)
    guard event.isWholeDays, event.replaces == nil else {
      event.beginnings = [first]
      return event
    }
    (event.beginnings, event.fault) = beginnings(component, start, first, fault: event.fault)
    return event
  }

  /// Without DTEND and DURATION an event of whole days lasts one (RFC 5545 §3.6.1).
  private static func length(_ component: OpaquePointer, from first: CivilDate) -> Int {
    let ends = !properties(component, ICAL_DTEND_PROPERTY) { $0 }.isEmpty
    let lasts = !properties(component, ICAL_DURATION_PROPERTY) { $0 }.isEmpty
    guard ends || lasts else { return 1 }
    guard let end = date(icalcomponent_get_dtend(component)) else { return 0 }
    // Some programs write an end that is the beginning for one day.
    return end == first ? 1 : end.dayNumber - first.dayNumber
  }

  private static func beginnings(
    _ component: OpaquePointer, _ start: icaltimetype, _ first: CivilDate, fault: String?
  ) -> (Set<CivilDate>, String?) {
    var days: Set<CivilDate> = [first]
    var fault = fault
    for rule in properties(component, ICAL_RRULE_PROPERTY, icalproperty_get_rrule) {
      guard
        [ICAL_DAILY_RECURRENCE, ICAL_WEEKLY_RECURRENCE, ICAL_MONTHLY_RECURRENCE, ICAL_YEARLY_RECURRENCE]
          .contains(rule.freq)
      else {
        fault = fault ?? "it repeats more than once a day"
        continue
      }
      guard let repeated = repetitions(rule, from: start) else {
        fault = fault ?? "its RRULE makes no sense, or never ends"
        continue
      }
      days.formUnion(repeated)
    }
    days.formUnion(
      properties(component, ICAL_RDATE_PROPERTY) { property in
        let added = icalproperty_get_rdate(property)
        return date(icaltime_is_null_time(added.time) == 0 ? added.time : added.period.start)
      })
    days.subtract(properties(component, ICAL_EXDATE_PROPERTY) { date(icalproperty_get_exdate($0)) })
    return (days, fault)
  }

  private static func repetitions(_ rule: icalrecurrencetype, from start: icaltimetype) -> Set<CivilDate>? {
    guard let iterator = icalrecur_iterator_new(rule, start) else { return nil }
    defer { icalrecur_iterator_free(iterator) }
    var days: Set<CivilDate> = []
    for _ in 0..<mostRepetitions {
      guard let day = date(icalrecur_iterator_next(iterator)), day.year <= years.upperBound else { return days }
      days.insert(day)
    }
    return nil
  }

  /// `nil` for the null time and for what is no day.
  private static func date(_ time: icaltimetype) -> CivilDate? {
    guard icaltime_is_null_time(time) == 0 else { return nil }
    let date = CivilDate(year: Int(time.year), month: Int(time.month), day: Int(time.day))
    return date.exists ? date : nil
  }

  private static func properties<Value>(
    _ component: OpaquePointer, _ kind: icalproperty_kind, _ read: (OpaquePointer) -> Value?
  ) -> [Value] {
    var values: [Value] = []
    var next = icalcomponent_get_first_property(component, kind)
    while let property = next {
      if let value = read(property) { values.append(value) }
      next = icalcomponent_get_next_property(component, kind)
    }
    return values
  }
}
