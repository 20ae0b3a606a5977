import CICal
import CallFlows

/// The days of an iCalendar file (RFC 5545): those of its events that last whole days, repetitions included.
///
/// Days before 2000 and after 2099 are left out. Events of the hour, which close no day, are passed over with a warning.
struct CalendarFile {
  /// The largest file read, in octets.
  static let longest = 1_000_000
  /// The most days that a file may hold.
  static let mostDays = 20_000
  static let mostEvents = 5_000
  /// The longest single event, in days.
  static let longestEvent = 366

  private(set) var days: Set<CivilDate> = []
  private(set) var diagnostics: [Diagnostic] = []
  private let file: String

  init(_ bytes: [UInt8], file: String) {
    self.file = file
    read(bytes)
  }

  private mutating func read(_ bytes: [UInt8]) {
    guard bytes.count <= Self.longest else {
      let sentence = "the calendar is larger than \(Self.longest / 1_000_000) MB"
      return report(sentence, "file-too-large", "leave out old events", line: 1)
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      return report("the calendar is not UTF-8 text", "bad-calendar", "export it again as UTF-8", line: 1)
    }
    read(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
  }

  private mutating func read(_ text: String) {
    guard text.firstLine == "BEGIN:VCALENDAR", let calendar = CalendarComponent(parsing: text) else {
      let mend = "export it again in the format iCalendar (.ics)"
      return report("this is no calendar from BEGIN:VCALENDAR to END:VCALENDAR", "bad-calendar", mend, line: 1)
    }
    let lines = text.linesOfEvents
    let events = calendar.events
    guard events.count <= Self.mostEvents else {
      let mend = "leave out old events"
      return report("the calendar has more than \(Self.mostEvents) events", "bad-calendar", mend, line: 1)
    }
    if events.isEmpty {
      report("the calendar has no event", "bad-calendar", "take it away, or export it again", line: 1, .warning)
    }
    // A changed repetition stands beside the event it belongs to, and replaces one of its days.
    var replaced: [String: Set<CivilDate>] = [:]
    for event in events {
      if let date = event.replaces { replaced[event.identifier, default: []].insert(date) }
    }
    for (index, event) in events.enumerated() {
      add(event, without: replaced[event.identifier] ?? [], line: lines.indices.contains(index) ? lines[index] : 1)
      guard days.count <= Self.mostDays else {
        days = []
        let mend = "let fewer events repeat"
        return report("the calendar has more than \(Self.mostDays) days", "bad-calendar", mend, line: 1)
      }
    }
  }

  private mutating func add(_ event: CalendarComponent.Event, without replaced: Set<CivilDate>, line: Int) {
    if let fault = event.fault {
      let sentence = "the event `\(event.summary.shortened)` cannot be read: \(fault)"
      return report(sentence, "bad-calendar", "correct it, or leave it out", line: line)
    }
    guard !event.isCancelled else { return }
    guard event.isWholeDays else {
      let mend = "make it an event of whole days, or write `overrides` in the schedule"
      let sentence = "the event `\(event.summary.shortened)` has hours and is passed over: it closes no whole day"
      return report(sentence, "event-with-hours", mend, line: line, .warning)
    }
    guard (1...Self.longestEvent).contains(event.length) else {
      let sentence = "the event `\(event.summary.shortened)` does not last 1 to \(Self.longestEvent) days"
      return report(sentence, "bad-calendar", "correct its end", line: line)
    }
    let begins = event.replaces == nil ? event.beginnings.subtracting(replaced) : event.beginnings
    for date in begins {
      for number in date.dayNumber..<(date.dayNumber + event.length) {
        let day = CivilDate(day: number)
        if CalendarComponent.years.contains(day.year) { days.insert(day) }
      }
    }
  }

  private mutating func report(
    _ sentence: String, _ rule: String, _ mend: String, line: Int, _ severity: Diagnostic.Severity = .error
  ) {
    let location = SourceLocation(file: file, line: line, column: 1)
    diagnostics.append(Diagnostic(severity, sentence, rule: rule, mend: mend, at: location))
  }
}

extension String {
  fileprivate var firstLine: String {
    prefix { !$0.isNewline }.trimmed.uppercased()
  }

  /// The lines, counted from 1, at which events begin, in their order.
  fileprivate var linesOfEvents: [Int] {
    var lines: [Int] = []
    for (index, line) in split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where line.count <= 14 && line.trimmed.uppercased() == "BEGIN:VEVENT" {
      lines.append(index + 1)
    }
    return lines
  }
}
