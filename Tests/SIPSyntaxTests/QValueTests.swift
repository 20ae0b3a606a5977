import SIPSyntax
import Testing

@Suite("Preference (RFC 3261 §20.10, qvalue)")
struct QValueTests {
  @Test(
    "a qvalue is read in thousandths, tolerantly, and written as short as can be",
    arguments: [
      ("1", 1000, "1"), ("1.0", 1000, "1"), ("1.000", 1000, "1"), ("0", 0, "0"), ("0.0", 0, "0"), ("0.", 0, "0"),
      ("1.", 1000, "1"),
      ("0.5", 500, "0.5"), ("0.25", 250, "0.25"), ("0.005", 5, "0.005"), (".7", 700, "0.7"), ("00.7", 700, "0.7"),
      ("0.3339", 333, "0.333"), ("1.5", 1000, "1"), ("42", 1000, "1"), ("", nil, nil), (".", nil, nil),
      ("-0.5", nil, nil), ("+1", nil, nil), ("0,5", nil, nil), ("1e3", nil, nil), ("٣", nil, nil), ("0.5.5", nil, nil),
      (String(repeating: "9", count: 400), 1000, "1"),
    ] as [(String, Int?, String?)])
  func reading(text: String, thousandths: Int?, written: String?) {
    let value = QValue(text)
    #expect(value?.thousandths == thousandths)
    #expect(value?.text == written)
  }

  @Test("the preferred one is the greater one; what is outside of 0 to 1 is brought inside")
  func order() {
    #expect(QValue(thousandths: 499) < QValue(thousandths: 500))
    #expect(QValue(thousandths: -5).text == "0")
    #expect(QValue(thousandths: 5000) == .most)
  }
}
