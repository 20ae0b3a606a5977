import CallFlows
import FlowLibrary
import Testing

struct ExpressionParserTests {
  @Test(arguments: [
    ("call.language is \"es\"", "call.language is \"es\""), ("order", "order"), ("yes", "yes"), ("now", "now"),
    ("call.diverted-from", "call.diverted-from"), ("customer.vip", "customer.vip"), ("2nd-order", "2nd-order"),
    ("a or b and not c", "a or b and not c"), ("(a or b) and c", "(a or b) and c"), ("not (a or b)", "not (a or b)"),
    ("not a is b", "not a is b"), ("a is not b", "a is not b"), ("a<=3", "a <= 3"), ("a >-3", "a > -3"),
    ("balance < 12.5", "balance < 12.50"), ("today >= 2026-12-24", "today >= 2026-12-24"),
    ("today() is 2026-12-24", "today is 2026-12-24"), ("now < 9:30", "now < 09:30"),
    ("hour() < 18 and weekday(today) is 'monday'", "hour < 18 and weekday(today) is \"monday\""),
    ("call.from in (\"a\", 'b')", "call.from in (\"a\", \"b\")"), ("x not in [1, 2]", "not x in (1, 2)"),
    ("starts(call.from, \"+34\")", "starts(call.from, \"+34\")"), ("days-until(due) <= 3", "days-until(due) <= 3"),
    ("((((a))))", "a"), ("\"; DROP TABLE\"", "\"; DROP TABLE\""), ("długość is \"ż\"", "długość is \"ż\""),
  ])
  func `An expression is understood`(text: String, meaning: String) throws {
    let expression = try ExpressionParser.expression(text)
    #expect(expression.description == meaning)
  }

  @Test(arguments: [
    ("", 0, "the expression ends where a value is missing"),
    ("a b", 2, "`b` does not go on from what stands before it"),
    ("a is", 4, "the expression ends where a value is missing"), ("and a", 0, "a value is missing before `and`"),
    ("a < b < c", 6, "a comparison has two sides"), ("a = b", 2, "`=` is no part of an expression"),
    ("a && b", 2, "`&` is no part of an expression"), ("a + 1", 2, "`+` is no part of an expression"),
    ("a is \"b", 5, "the text that begins here has no end"), ("(a", 2, "the expression ends where `)` is missing"),
    ("a in b", 5, "after `in` stands a list"), ("a in ()", 6, "a value is missing before `)`"),
    ("length", 0, "`length` does not take 0 values"), ("starts(a)", 0, "`starts` does not take 1 value"),
    ("today(a, b)", 0, "`today` does not take 2 values"), ("call.langauge is a", 0, "a call has no `langauge`"),
    ("a is 010", 5, "`010` is not how a number, a date or a time is written"),
    ("a is 2026-02-30", 5, "`2026-02-30` is not how a number, a date or a time is written"),
    ("now is 25:00", 7, "`25:00` is not how a number, a date or a time is written"),
    ("a is 1.234", 5, "`1.234` is not how a number, a date or a time is written"),
    ("a.b.c", 0, "`a.b.c` is no name"), ("a is “b”", 5, "`“` is no part of an expression"),
    ("ż is {b}", 5, "`{` is no part of an expression"),
    ("a is 99999999999999999999", 5, "`99999999999999999999` is not"),
  ])
  func `A mistake has its place`(text: String, offset: Int, sentence: String) throws {
    let mistake = #expect(throws: ExpressionMistake.self) { _ = try ExpressionParser.expression(text) }
    #expect(mistake?.offset == offset)
    #expect(mistake?.sentence.hasPrefix(sentence) == true, "\(mistake?.sentence ?? "")")
  }

  @Test(arguments: [
    String(repeating: "(", count: 400), String(repeating: "not ", count: 120), String(repeating: "length(", count: 60),
    String(repeating: "a or ", count: 99) + "a" + String(repeating: " or b", count: 99),
  ])
  func `What is too deep or too long is refused`(text: String) {
    #expect(throws: ExpressionMistake.self) { _ = try ExpressionParser.expression(text) }
  }

  @Test func `Whatever stands there, the parser ends`() {
    let parts = [
      "a", "\"", "(", ")", " ", "not ", "is ", "<", "=", "1", ",", "in ", "today", ".", "-", ":", "é", "\u{0}",
    ]
    var state: UInt64 = 1
    for _ in 1...3_000 {
      var text = ""
      for _ in 1...12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += parts[Int(state >> 33) % parts.count]
      }
      do {
        let expression = try ExpressionParser.expression(text)
        // What was understood is understood again as it is told.
        let again = try ExpressionParser.expression(expression.description)
        #expect(again.description == expression.description, "\(text)")
      } catch {
        #expect((0...text.unicodeScalars.count).contains(error.offset), "\(text)")
      }
    }
  }
}
