import Redaction
import SIPEngine
import SIPSyntax
import Testing

/// Toll fraud: who may be called at all.
@Suite struct OutsidePlanTests {
  private static let plan = OutsidePlan(
    trunks: [TrunkPlan(name: "carrier")], allow: ["+34", "+44"],
    numbers: NumberPlan(form: .national, country: "34"))

  private static func refusal(_ text: String, _ plan: OutsidePlan = plan) -> DialRefusal? {
    do throws(DialRefusal) {
      _ = try plan.destination(of: text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("+34910000000", "+34910000000"), ("910000000", "+34910000000"), ("0044207000000", "+44207000000"),
  ])
  func `An allowed number is dialled as E.164`(text: String, number: String) throws {
    #expect(try Self.plan.destination(of: text) == .number(number))
  }

  /// The dial strings of the known scanners: prefixes of private exchanges before a number abroad.
  @Test(arguments: [
    "00972592277524", "900972592277524", "011972592277524", "9011972592277524", "+972592277524", "000972592277524",
    "0000972592277524", "810972592277524", "*00972592277524", "99900972592277524", "+900972592277524", "9+972592277524",
    "00+972592277524", "+00972592277524", "+34,00972592277524", "+34910000000,972592277524",
    "+34910000000;00972592277524", "+34910000000@evil.example", "sip:+34910000000", "", "+", "+34", "anonymous",
    "+34910000000\r\nX-Evil: 1", "+34 91\u{0}0000000", "+34٩١٠٠٠٠٠٠٠",
  ])
  func `A scanner's dial string calls nobody`(text: String) {
    let refusal = Self.refusal(text)
    #expect(refusal == .notANumber || refusal == .notAllowed)
    #expect(refusal?.status == .forbidden)
  }

  @Test func `Without an allow-list nobody is called`() {
    #expect(Self.refusal("+34910000000", OutsidePlan(trunks: [TrunkPlan(name: "carrier")])) == .notAllowed)
  }

  @Test(arguments: ["112", "911"])
  func `An emergency number is refused unless a trunk is named for it`(number: String) throws {
    var plan = Self.plan
    #expect(Self.refusal(number, plan) == .emergencyNotConfigured)
    plan.emergency.trunk = "carrier"
    #expect(try plan.destination(of: number) == .emergency(number, trunk: "carrier"))
    #expect(Self.refusal("\(number)0", plan) == .notANumber)
  }

  @Test func `A number gets so many calls a day, and a new day forgets them`() throws {
    var counts = DialCounts(perNumber: 2, day: 10)
    #expect(counts.allows("+341"))
    #expect(counts.note("+341") == DialCount(number: Redacted("+341"), day: 10, calls: 1))
    #expect(counts.note("+341")?.calls == 2)
    #expect(!counts.allows("+341"))
    #expect(counts.allows("+342"))
    counts.turn(to: 10)
    #expect(!counts.allows("+341"))
    counts.turn(to: 11)
    #expect(counts.allows("+341"))
    counts.turn(to: 10)
    #expect(counts.allows("+341"))
  }

  @Test func `What was counted before a restart counts, if it is of today`() {
    var counts = DialCounts(perNumber: 2, day: 10)
    counts.restore([
      DialCount(number: Redacted("+341"), day: 10, calls: 2), DialCount(number: Redacted("+342"), day: 9, calls: 2),
    ])
    #expect(!counts.allows("+341"))
    #expect(counts.allows("+342"))
  }

  @Test func `Nothing is counted where there is no cap, and a full book refuses new numbers`() {
    var free = DialCounts(perNumber: nil)
    #expect(free.note("+341") == nil)
    #expect(free.allows("+341"))
    var small = DialCounts(perNumber: 5, capacity: 1)
    _ = small.note("+341")
    #expect(small.allows("+341"))
    #expect(!small.allows("+342"))
  }
}
