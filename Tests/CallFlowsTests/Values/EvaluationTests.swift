import CallFlows
import Testing
import Timekeeping

/// Conditions of a `choose`, each judged in a call of its own.
struct EvaluationTests {
  struct Fixture: CustomTestStringConvertible, Sendable {
    var condition: Expression
    var holds: Bool

    init(_ condition: Expression, _ holds: Bool) {
      self.condition = condition
      self.holds = holds
    }

    var testDescription: String { "\(condition)" }
  }

  private static let order = Expression.name(.kept("order"))
  private static let pin = Expression.name(.kept("pin"))
  private static let balance = Expression.literal(.money(Money(hundredths: 12_50, currency: "EUR")))

  private static func text(_ text: String) -> Expression { .literal(.text(text)) }
  private static func number(_ number: Int) -> Expression { .literal(.number(number)) }
  private static func date(_ year: Int, _ month: Int, _ day: Int) -> Expression {
    .literal(.date(CivilDate(year: year, month: month, day: day)))
  }
  private static func time(_ hour: Int, _ minute: Int) -> Expression {
    ClockTime(hour: hour, minute: minute).map { .literal(.time($0)) } ?? number(0)
  }

  /// 15 January 2027, a Friday, 08:00 in UTC and 09:00 in Madrid.
  static let fixtures: [Fixture] = [
    Fixture(.compare(order, .equal, text("4071")), true), Fixture(.compare(order, .unequal, text("4071")), false),
    Fixture(.compare(.name(.kept("nothing")), .equal, text("")), false),
    Fixture(.compare(.name(.kept("nothing")), .unequal, text("a")), true),
    Fixture(.name(.kept("nothing")), false), Fixture(.not(.name(.kept("nothing"))), true),
    Fixture(.compare(number(3), .less, number(10)), true), Fixture(.compare(text("3"), .less, text("4")), false),
    Fixture(.compare(text("3"), .equal, number(3)), false),
    Fixture(.compare(balance, .greater, number(12)), true), Fixture(.compare(balance, .lessOrEqual, number(12)), false),
    Fixture(.compare(balance, .greaterOrEqual, .literal(.money(Money(hundredths: 12_50)))), true),
    Fixture(.compare(balance, .equal, .literal(.money(Money(hundredths: 12_50, currency: "USD")))), false),
    Fixture(.compare(balance, .less, number(.max)), false),
    Fixture(.compare(pin, .equal, text("1234")), true), Fixture(.compare(pin, .equal, pin), true),
    Fixture(.isOneOf(.name(.call(.language)), [text("es"), text("en")]), true),
    Fixture(.isOneOf(.name(.call(.language)), [text("es"), text("pl")]), false),
    Fixture(.function(.starts, [.name(.call(.from)), text("+34")]), true),
    Fixture(.function(.ends, [.name(.call(.from)), text("2")]), false),
    Fixture(.compare(.function(.length, [order]), .equal, number(4)), true),
    Fixture(.compare(.function(.today, []), .equal, date(2027, 1, 15)), true),
    Fixture(.compare(.function(.weekday, []), .equal, text("friday")), true),
    Fixture(.compare(.function(.weekday, [date(2026, 12, 24)]), .equal, text("thursday")), true),
    Fixture(.compare(.function(.hour, []), .equal, number(9)), true),
    Fixture(.compare(.name(.now), .equal, time(9, 0)), true), Fixture(.compare(.name(.now), .less, time(9, 1)), true),
    Fixture(.compare(.function(.daysUntil, [date(2027, 2, 1)]), .equal, number(17)), true),
    Fixture(.compare(.function(.daysUntil, [date(2027, 1, 1)]), .less, number(0)), true),
    Fixture(.and(.literal(.yesNo(true)), .literal(.yesNo(false))), false),
    Fixture(.or(.literal(.yesNo(false)), .literal(.yesNo(true))), true),
    Fixture(.compare(.name(.call(.attempt)), .equal, number(1)), true),
    Fixture(.compare(.name(.call(.agent)), .equal, text("")), true), Fixture(text("yes"), false),
  ]

  @Test(arguments: fixtures)
  func `A condition holds or not, whatever it compares`(_ fixture: Fixture) {
    let flow = desk([
      ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("order"))),
      ("order", .ask("order", 4...4, keep: "order", then: .step("branch"))),
      (
        "branch",
        .choose(
          Choose(branches: [.init(.when(fixture.condition), go: .step("person"))], otherwise: .step("sorry")))
      ),
    ])
    let office = Schedule(name: "office", timeZone: "Europe/Madrid", open: [:], holidays: [])
    var phone = Telephone.dialling(flow, schedules: [office])
    phone.press("1234")
    let lines = phone.press("4071")
    #expect(lines.contains("· outcome branch \(fixture.holds ? "branch 1" : "else")"))
  }

  @Test func `A flow's own time zone goes before that of the schedules`() {
    var flow = desk([
      (
        "branch",
        .choose(
          Choose(
            branches: [
              .init(.when(.compare(.function(.hour, []), .equal, .literal(.number(17)))), go: .step("person"))
            ],
            otherwise: .step("sorry")))
      )
    ])
    flow.timeZone = "Asia/Tokyo"
    let office = Schedule(name: "office", timeZone: "Europe/Madrid", open: [:], holidays: [])
    #expect(Telephone.dialling(flow, schedules: [office]).machine.step == "person")
  }

  @Test(
    arguments: [
      ("12", 1200), ("12.5", 1250), ("-0.05", -5), ("999999999999999.99", 99_999_999_999_999_999), ("1.234", nil),
      ("", nil), ("1.", nil), ("9999999999999999", nil), ("+1", nil), ("١", nil),
    ] as [(String, Int?)])
  func `An amount has at most two decimals`(text: String, hundredths: Int?) {
    #expect(Money(text)?.hundredths == hundredths)
  }

  @Test func `Amounts, dates and times are told alike in every language`() {
    #expect(FlowValue.money(Money(hundredths: -5, currency: "EUR")).shown == "-0.05 EUR")
    #expect(FlowValue.money(Money(hundredths: .min)).shown == "-92233720368547758.08")
    #expect(FlowValue.date(CivilDate(year: 2026, month: 1, day: 2)).shown == "2026-01-02")
    #expect(ClockTime(hour: 7, minute: 5).map { FlowValue.time($0).shown } == "07:05")
    #expect(ClockTime(hour: 24, minute: 0) == nil)
    #expect(FlowValue.secret("1234").shown == nil)
  }
}
