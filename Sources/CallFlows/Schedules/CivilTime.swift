internal import Foundation
internal import Timekeeping

/// A date of the proleptic Gregorian calendar and a time of that day, as clocks on the wall show them.
struct CivilTime: Hashable, Sendable {
  /// Days since 1970-01-01.
  var day: Int
  /// Seconds since civil midnight: what the clock shows, also on the nights it is changed.
  var secondOfDay: Int

  /// `nil` when the tz database does not know the zone.
  init?(_ time: WallTime, in timeZone: String) {
    guard let zone = TimeZone(identifier: timeZone) else { return nil }
    let (seconds, attoseconds) = time.sinceEpoch.components
    let epochSecond = attoseconds < 0 ? seconds - 1 : seconds
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(epochSecond)))
    let local = Int(epochSecond).addingReportingOverflow(offset).partialValue
    day = Self.floorDivide(local, by: 86_400)
    secondOfDay = local - day * 86_400
  }

  static func knows(timeZone: String) -> Bool { TimeZone(identifier: timeZone) != nil }

  var weekday: Schedule.Weekday {
    // 1970-01-01 was a Thursday.
    let index = (day % 7 + 7 + 3) % 7
    return Schedule.Weekday(rawValue: index + 1) ?? .monday
  }

  var date: CivilDate { CivilDate(day: day) }

  static func floorDivide(_ value: Int, by divisor: Int) -> Int {
    value >= 0 ? value / divisor : (value + 1) / divisor - 1
  }
}

/// Year, month and day.
struct CivilDate: Hashable, Sendable {
  var year: Int
  var month: Int
  var day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// From days since 1970-01-01. Years are counted from March, so that a leap day is the last of its year.
  init(day number: Int) {
    let sinceMarchYearZero = number + 719_468
    let era = CivilTime.floorDivide(sinceMarchYearZero, by: 146_097)
    let dayOfEra = sinceMarchYearZero - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  var dayNumber: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = CivilTime.floorDivide(marchYear, by: 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Easter Sunday of the western churches: the first Sunday after the full moon of the computus.
  static func easter(of year: Int) -> CivilDate {
    let golden = year % 19
    let (century, yearOfCentury) = (year / 100, year % 100)
    let moonDrift = (century - (century + 8) / 25 + 1) / 3
    let epact = (19 * golden + century - century / 4 - moonDrift + 15) % 30
    let toSunday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
    let correction = (golden + 11 * epact + 22 * toSunday) / 451
    let fromMarch = epact + toSunday - 7 * correction + 114
    return CivilDate(year: year, month: fromMarch / 31, day: fromMarch % 31 + 1)
  }
}
