import CallFlows

/// Days, hours and dates as an operator writes them.
enum CivilText {
  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// `mon`, `mon-fri`, `sat-mon` (over the week's end), `"mon, wed"`; `nil` when one is no day.
  static func weekdays(_ text: String) -> [Schedule.Weekday]? {
    var days: [Schedule.Weekday] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { weekday($0.trimmed) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1] else { return nil }
      var day = first
      days.append(day)
      while day != last {
        day = Schedule.Weekday(rawValue: day.rawValue % 7 + 1) ?? .monday
        days.append(day)
      }
    }
    return days
  }

  private static func weekday(_ text: String) -> Schedule.Weekday? {
    dayNames.firstIndex(of: text).flatMap { Schedule.Weekday(rawValue: $0 + 1) }
  }

  /// `09:00-18:00`, `00:00-24:00`; hours that end before they begin, `22:00-06:00`, end on the next day.
  static func hours(_ text: String) -> Schedule.Hours? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { clock($0.trimmed) }
    guard parts.count == 2, let start = parts[0], let end = parts[1] else { return nil }
    guard start < .seconds(86_400), start != end else { return nil }
    return Schedule.Hours(start: start, end: end < start ? end + .seconds(86_400) : end)
  }

  private static func clock(_ text: String) -> Duration? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hour = ScalarText.number(parts[0]), let minute = ScalarText.number(parts[1]),
      hour < 24 && minute < 60 || hour == 24 && minute == 0
    else { return nil }
    return .seconds(hour * 3600 + minute * 60)
  }

  /// `12-25`, `2026-10-12`, `easter`, `easter-2`, `easter+50`.
  static func holiday(_ text: String) -> Schedule.Holiday? {
    if text.hasPrefix("easter") { return easter(text.dropFirst(6)) }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { ScalarText.number(String($0)) }
    switch parts.count {
    case 2:
      guard let month = parts[0], let day = parts[1], isDay(day, of: month, in: 2000) else { return nil }
      return .yearly(month: month, day: day)
    case 3:
      guard let year = parts[0], (1970...9999).contains(year), let month = parts[1], let day = parts[2],
        isDay(day, of: month, in: year)
      else { return nil }
      return .once(year: year, month: month, day: day)
    default: return nil
    }
  }

  /// `07-15`, a day of every year; 29 February is one, too.
  static func yearDay(_ text: String) -> YearDay? {
    guard case .yearly(let month, let day) = holiday(text) else { return nil }
    return YearDay(month: month, day: day)
  }

  /// `2026-12-24`.
  static func date(_ text: String) -> CivilDate? {
    guard case .once(let year, let month, let day) = holiday(text) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private static func easter(_ rest: Substring) -> Schedule.Holiday? {
    guard let sign = rest.first else { return .easter(offset: 0) }
    guard "+-".contains(sign), let days = ScalarText.number(String(rest.dropFirst())), days <= 180 else { return nil }
    return .easter(offset: sign == "-" ? -days : days)
  }

  private static func isDay(_ day: Int, of month: Int, in year: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
  }
}
