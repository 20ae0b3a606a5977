import CallFlows
import Testing
import Timekeeping

/// What a caller keys where a type is asked for, and what is kept of it.
struct AskTypeTests {
  struct Fixture: CustomTestStringConvertible, Sendable {
    var kind: EntryKind
    var keys: String
    /// As the record shows it; `nil`: the entry is refused.
    var kept: String?

    init(_ kind: EntryKind, _ keys: String, _ kept: String?) {
      self.kind = kind
      self.keys = keys
      self.kept = kept
    }

    var testDescription: String { "\(kind) \(keys)" }
  }

  private static func asking(_ kind: EntryKind, confirm: Bool = false, end: Key? = nil) -> Flow {
    desk(
      [
        (
          "ask",
          .ask(
            Ask(
              prompt: "question", kind: kind, digits: kind.usualDigits, end: end, confirm: confirm,
              secret: kind.isSecret, keep: "answer", then: .step("thanks"), patience: .tries(3)))
        ), ("thanks", .say("thanks", then: .step("person"))),
      ], anywhere: [.star: .repeat, .zero: .go(.step("person"))])
  }

  static let fixtures: [Fixture] = [
    Fixture(.amount(currency: "EUR"), "12*50", "12.50 EUR"), Fixture(.amount(currency: nil), "12*5#", "12.50"),
    Fixture(.amount(currency: nil), "12#", "12.00"), Fixture(.amount(currency: nil), "*99", "0.99"),
    Fixture(.amount(currency: nil), "0#", "0.00"), Fixture(.amount(currency: nil), "12*#", "12.00"),
    Fixture(.amount(currency: nil), "12**", nil), Fixture(.amount(currency: nil), "*#", nil),
    Fixture(.amount(currency: nil), "1234567890", nil), Fixture(.date, "24122026", "2026-12-24"),
    Fixture(.date, "29022028", "2028-02-29"), Fixture(.date, "29022027", nil), Fixture(.date, "12242026", nil),
    Fixture(.date, "01010000", nil), Fixture(.time, "0930", "09:30"), Fixture(.time, "0000", "00:00"),
    Fixture(.time, "2400", nil), Fixture(.time, "0960", nil), Fixture(.phone, "600123456#", "600123456"),
    Fixture(.phone, "12#", nil), Fixture(.yesNo, "1", "yes"), Fixture(.yesNo, "2", "no"), Fixture(.yesNo, "3", nil),
    Fixture(.pin, "1234#", "****"), Fixture(.pin, "123#", nil), Fixture(.card, "4539578763621486#", "****"),
    Fixture(.card, "4539578763621487#", nil),
  ]

  @Test(arguments: fixtures)
  func `An entry is kept as what it is, or is wrong`(_ fixture: Fixture) {
    var phone = Telephone.dialling(Self.asking(fixture.kind, end: .pound))
    let lines = phone.press(fixture.keys)
    if let kept = fixture.kept {
      #expect(lines.contains("· kept answer=\(kept)"), "\(lines)")
    } else {
      #expect(lines.heard.last == "play service-wrong/en question/en", "\(lines)")
    }
  }

  @Test func `An amount waits for its decimals, and the star is no command`() {
    var phone = Telephone.dialling(Self.asking(.amount(currency: nil)))
    #expect(phone.press("12*5") == ["stop"])
    #expect(phone.wait(.seconds(3)).contains("· kept answer=12.50"))
  }

  @Test func `The end key pressed out of habit after the second decimal is spent`() {
    var phone = Telephone.dialling(Self.asking(.amount(currency: nil), confirm: true, end: .pound))
    #expect(
      phone.press("1*25").heard.last
        == "play service-keyed/en service-digit-1/en service-digit-star/en service-digit-2/en service-digit-5/en "
        + "service-confirm/en")
    #expect(phone.press("#") == [])
    #expect(phone.press("1").contains("· kept answer=1.25"))
  }

  @Test func `A yes or no decides as it is, and other keys of anywhere work beside it`() {
    let flow = desk(
      [
        (
          "ask",
          .ask(
            Ask(
              prompt: "question", kind: .yesNo, digits: 1...1, keep: "agreed", then: .step("split"), patience: .tries(3)
            ))
        ),
        ("split", .choose(.name(.kept("agreed")), .step("person"), otherwise: .step("sorry"))),
      ], anywhere: [.zero: .go(.step("sorry"))])
    var phone = Telephone.dialling(flow)
    #expect(phone.press("1").last == "enter support")
    var other = Telephone.dialling(flow)
    #expect(other.press("0").heard.last == "play sorry/en")
  }

  @Test func `A card number is in no record`() {
    var phone = Telephone.dialling(Self.asking(.card, end: .pound))
    #expect(phone.effects.map(\.line).contains("secret"))
    phone.press("4539578763621486#")
    #expect(!String(describing: phone.effects).contains("453957"))
  }

  @Test(
    arguments: [
      ("amount", EntryKind.amount(currency: nil)), ("amount EUR", .amount(currency: "EUR")), ("amount eur", nil),
      ("yes-no", .yesNo), ("digits", nil), ("", nil),
    ] as [(String, EntryKind?)])
  func `A type has a name`(text: String, kind: EntryKind?) {
    #expect(EntryKind(text) == kind)
  }

  @Test func `Its value has its type`() {
    let flow = desk([
      (
        "ask",
        .ask(
          Ask(
            prompt: "q", kind: .amount(currency: "EUR"), digits: 1...12, keep: "sum", then: .step("split"),
            patience: .tries(3)))
      ),
      (
        "split",
        .choose(
          .compare(.name(.kept("sum")), .greater, .literal(.number(100))), .step("person"), otherwise: .step("person"))
      ),
    ])
    #expect(check(flow) == [])
    let mixed = desk([
      (
        "ask",
        .ask(Ask(prompt: "q", kind: .date, digits: 8...8, keep: "day", then: .step("split"), patience: .tries(3)))
      ),
      (
        "split",
        .choose(
          .compare(.name(.kept("day")), .greater, .literal(.number(100))), .step("person"), otherwise: .step("person"))
      ),
    ])
    #expect(check(mixed).map(\.rule) == ["bad-type"])
    let star = desk([
      (
        "ask",
        .ask(
          Ask(
            prompt: "q", kind: .amount(currency: nil), digits: 1...12, end: .star, then: .step("person"),
            patience: .tries(3)))
      )
    ])
    #expect(check(star).map(\.rule) == ["ambiguous-keys"])
  }
}
