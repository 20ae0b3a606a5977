import CallControl
import Testing
import Timekeeping

@Suite("Guessing at PINs")
struct PINGuardTests {
  private static func at(_ minutes: Double) -> WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000 + minutes * 60)) }

  /// An account and a source, and what they are told.
  private struct Desk {
    var account = PINGuard()
    var source = PINGuard()

    mutating func wrong(_ minutes: Double) -> Bool { tries(isRight: false, minutes) }
    mutating func right(_ minutes: Double) -> Bool { tries(isRight: true, minutes) }

    private mutating func tries(isRight: Bool, _ minutes: Double) -> Bool {
      PINGuard.judge(isRight: isRight, account: &account, source: &source, at: PINGuardTests.at(minutes))
    }
  }

  @Test("the fifth wrong PIN within 15 minutes locks for 15 minutes, in which the right one opens nothing")
  func fifthLocks() {
    var desk = Desk()
    for minute in [0, 1, 2, 3] as [Double] {
      let opened = desk.wrong(minute)
      #expect(!opened)
    }
    let stillOpens = desk.right(3.5)
    #expect(stillOpens)
    _ = desk.wrong(4)
    #expect(desk.account.lockedUntil == Self.at(19))
    #expect(desk.source.lockedUntil == Self.at(19))
    for (minute, opens) in [(4.5, false), (18.9, false), (19, true)] {
      let opened = desk.right(minute)
      #expect(opened == opens, "minute \(minute)")
    }
  }

  @Test("wrong PINs that are further apart lock nobody")
  func slowly() {
    var desk = Desk()
    for minute in stride(from: 0.0, to: 120, by: 4) { _ = desk.wrong(minute) }
    #expect(desk.account.lockedUntil == nil)
    let opens = desk.right(121)
    #expect(opens)
  }

  @Test("each further lock is twice as long, up to a day, and is forgotten after a day without one")
  func doubling() {
    var desk = Desk()
    var minute = 0.0
    var lengths: [Double] = []
    for _ in 1...9 {
      for _ in 1...5 { _ = desk.wrong(minute) }
      let until = desk.account.lockedUntil.map { ($0 - Self.at(minute)) / .seconds(60) } ?? 0
      lengths.append(until)
      minute += until
    }
    #expect(lengths == [15, 30, 60, 120, 240, 480, 960, 1440, 1440])
    minute += 1440
    for _ in 1...5 { _ = desk.wrong(minute) }
    #expect(desk.account.lockedUntil == Self.at(minute + 15))
  }

  @Test("tries during a lock do not prolong it, whether right or wrong")
  func noProlonging() {
    var desk = Desk()
    for _ in 1...5 { _ = desk.wrong(0) }
    for minute in stride(from: 0.0, to: 15, by: 0.5) {
      _ = desk.wrong(minute)
      _ = desk.right(minute)
    }
    #expect(desk.account.lockedUntil == Self.at(15) && desk.account.locks == 1)
    let opens = desk.right(15)
    #expect(opens)
  }

  @Test("a right PIN during a lock leaves the same behind as a wrong one")
  func alike() {
    var source = PINGuard()
    var account = PINGuard()
    for _ in 1...5 { account.noteWrong(at: Self.at(0)) }
    var other = (account: account, source: source)
    let right = PINGuard.judge(isRight: true, account: &account, source: &source, at: Self.at(1))
    let wrong = PINGuard.judge(isRight: false, account: &other.account, source: &other.source, at: Self.at(1))
    #expect(right == wrong && !right)
    #expect(account == other.account && source == other.source)
    #expect(source.wrong.count == 1)
  }

  @Test("what a locked source tries is not held against accounts; others may go on")
  func lockedSource() {
    var source = PINGuard()
    for _ in 1...5 { source.noteWrong(at: Self.at(0)) }
    var account = PINGuard()
    for _ in 1...20 { _ = PINGuard.judge(isRight: false, account: &account, source: &source, at: Self.at(1)) }
    #expect(account == PINGuard())
    var elsewhere = PINGuard()
    let opens = PINGuard.judge(isRight: true, account: &account, source: &elsewhere, at: Self.at(1))
    #expect(opens)
  }

  @Test("a clock that is set back neither opens a lock nor forgets what was wrong")
  func clockSetBack() {
    var desk = Desk()
    for _ in 1...4 { _ = desk.wrong(60) }
    _ = desk.wrong(0)
    #expect(desk.account.isLocked(at: Self.at(1)))
  }
}

@Suite("Which PINs are good enough")
struct PINRuleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var pin: String
    var phone = "201"
    /// A word of the objection; nil for a good PIN.
    var objection: String?
    var testDescription: String { "\(pin) for \(phone)" }
  }

  @Test(arguments: [
    Case(pin: "7294"), Case(pin: "0852"), Case(pin: "4711080211"), Case(pin: "2468"), Case(pin: "7294", phone: "ana"),
    Case(pin: "729", objection: "4 to 10 digits"), Case(pin: "47110802119", objection: "4 to 10 digits"),
    Case(pin: "", objection: "digits"), Case(pin: "72a4", objection: "digits"), Case(pin: "٧٢٩٤", objection: "digits"),
    Case(pin: "1111", objection: "repeats"), Case(pin: "1212", objection: "repeats"),
    Case(pin: "123123", objection: "repeats"), Case(pin: "1234", objection: "counts"),
    Case(pin: "4321", objection: "counts"), Case(pin: "7890", objection: "counts"),
    Case(pin: "0123456789", objection: "counts"), Case(pin: "2010", objection: "own number"),
    Case(pin: "9201", objection: "own number"), Case(pin: "4910", phone: "+34910000097"),
    Case(pin: "9170", phone: "349170", objection: "own number"),
  ])
  func judged(_ example: Case) {
    let objection = PINRule.objection(to: example.pin, phone: example.phone)
    #expect((objection == nil) == (example.objection == nil), "\(objection ?? "accepted")")
    if let word = example.objection { #expect(objection?.contains(word) == true, "\(objection ?? "accepted")") }
  }
}
