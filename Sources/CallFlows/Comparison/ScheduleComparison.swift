/// How the hours of one schedule differ from what they were.
struct ScheduleComparison {
  var old: Schedule
  var new: Schedule

  func sentences() -> [String] {
    zone() + hours() + holidays() + others()
  }

  private func zone() -> [String] {
    old.timeZone == new.timeZone ? [] : ["its hours are now those of \(new.timeZone) instead of \(old.timeZone)"]
  }

  /// Days with the same change stand together: "mon-fri: open 09:00-17:00 instead of 09:00-18:00".
  private func hours() -> [String] {
    let changes = Schedule.Weekday.allCases.map { day -> String? in
      let (before, now) = (Self.text(old.open[day]), Self.text(new.open[day]))
      return before == now ? nil : "now \(now) instead of \(before)"
    }
    var found: [String] = []
    var index = 0
    while index < changes.count {
      var end = index + 1
      while end < changes.count, changes[end] == changes[index] { end += 1 }
      if let change = changes[index] { found.append("\(Self.days(index..<end)): \(change)") }
      index = end
    }
    return found
  }

  private func holidays() -> [String] {
    let (before, now) = (Set(old.holidays), Set(new.holidays))
    let added = new.holidays.filter { !before.contains($0) }.map { "\($0.text) is a holiday now" }
    return added + old.holidays.filter { !now.contains($0) }.map { "\($0.text) is no longer a holiday" }
  }

  /// What a schedule holds besides.
  private func others() -> [String] {
    let told: Set<String> = ["name", "time-zone", "open", "holidays"]
    return SettingsOutline(of: new, leaving: told).differences(from: SettingsOutline(of: old, leaving: told))
  }

  private static func text(_ hours: [Schedule.Hours]?) -> String {
    guard let hours, !hours.isEmpty else { return "closed" }
    return "open " + hours.map { "\(clock($0.start))-\(clock($0.end))" }.joined(separator: ", ")
  }

  private static func clock(_ time: Duration) -> String {
    let minutes = time.components.seconds / 60
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }

  private static func days(_ range: Range<Int>) -> String {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let last = range.upperBound - 1
    return last == range.lowerBound ? names[last] : "\(names[range.lowerBound])-\(names[last])"
  }
}

extension Schedule.Holiday {
  fileprivate var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return switch self {
    case .yearly(let month, let day): "\(two(month))-\(two(day)) of every year"
    case .once(let year, let month, let day): "\(year)-\(two(month))-\(two(day))"
    case .easter(let offset): offset == 0 ? "easter" : offset < 0 ? "easter\(offset)" : "easter+\(offset)"
    }
  }
}
