import CallFlows
import Foundation

extension FlowValue {
  /// As text in a request: a secret goes to whom the operator named, and nowhere else.
  var sent: String {
    switch self {
    case .text(let text), .secret(let text): text
    case .number(let number): String(number)
    case .yesNo(let flag): flag ? "yes" : "no"
    case .money(let money): Money(hundredths: money.hundredths).description
    case .date(let date): date.description
    case .time(let time): time.description
    }
  }

  /// What stands at a place of a JSON document, if it is of this type.
  ///
  /// A number may stand for text, since many services number their customers; an amount may be a number or text, a day
  /// or a time also the part of `2026-10-12T10:30:00Z` that is meant.
  init?(_ place: any SingleValueDecodingContainer, as type: FlowType) {
    switch type {
    case .text:
      guard let text = Self.text(place) else { return nil }
      self = .text(text)
    case .number:
      guard let number = try? place.decode(Int.self) else { return nil }
      self = .number(number)
    case .yesNo:
      guard let flag = try? place.decode(Bool.self) else { return nil }
      self = .yesNo(flag)
    case .money(let currency):
      guard let text = Self.amount(place), let money = Money(text, currency: currency.isEmpty ? nil : currency) else {
        return nil
      }
      self = .money(money)
    case .date:
      guard let date = (try? place.decode(String.self)).flatMap(Self.date) else { return nil }
      self = .date(date)
    case .time:
      guard let time = (try? place.decode(String.self)).flatMap(Self.time) else { return nil }
      self = .time(time)
    }
  }

  private static func text(_ place: any SingleValueDecodingContainer) -> String? {
    if let text = try? place.decode(String.self) { return text }
    return (try? place.decode(Int.self)).map(String.init)
  }

  private static func amount(_ place: any SingleValueDecodingContainer) -> String? {
    if let text = try? place.decode(String.self) { return text }
    return (try? place.decode(Decimal.self)).map { "\($0)" }
  }

  private static func date(_ text: String) -> CivilDate? {
    let parts = text.prefix(while: { $0 != "T" }).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], parts.joined().utf8.allSatisfy({ (48...57).contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return date.exists ? date : nil
  }

  private static func time(_ text: String) -> ClockTime? {
    let clock = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].utf8.count == 2, parts[1].utf8.count >= 2,
      let hour = Int(parts[0]), let minute = Int(parts[1].prefix(2))
    else { return nil }
    return ClockTime(hour: hour, minute: minute)
  }
}
