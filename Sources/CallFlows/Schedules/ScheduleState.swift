package import Timekeeping

extension Schedule {
  /// Open, closed or on holiday at a point in time, by the clocks of the schedule's zone; a holiday goes before hours.
  ///
  /// `nil` when the tz database does not know the zone: the checker refuses such a release.
  package func state(at time: WallTime) -> State? {
    guard let civil = CivilTime(time, in: timeZone) else { return nil }
    let date = civil.date
    if holidays.contains(where: { $0.falls(on: date) }) { return .holiday }
    let clock = Duration.seconds(civil.secondOfDay)
    let hours = open[date.weekday] ?? []
    return hours.contains { $0.start <= clock && clock < $0.end } ? .open : .closed
  }
}

extension Schedule.Holiday {
  func falls(on date: CivilDate) -> Bool {
    switch self {
    case .yearly(let month, let day): date.month == month && date.day == day
    case .once(let year, let month, let day): date == CivilDate(year: year, month: month, day: day)
    case .easter(let offset):
      // A far offset may lead into a neighbouring year.
      (date.year - 1...date.year + 1).contains { year in
        let distance = date.dayNumber - CivilDate.easter(of: year).dayNumber
        return distance == offset
      }
    }
  }
}
