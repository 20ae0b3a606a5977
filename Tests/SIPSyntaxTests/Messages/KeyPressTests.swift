import SIPSyntax
import Testing

@Suite("Keys in the body of INFO")
struct KeyPressTests {
  @Test(
    "a key with its length, however it is written",
    arguments: [
      ("Signal=5\r\nDuration=160", "5", 160), ("Signal=5\r\nDuration=160\r\n", "5", 160),
      ("signal= 5 \nduration = 160", "5", 160),
      ("Duration=100\r\nSignal=#", "#", 100), ("Signal=10\r\nDuration=80", "*", 80), ("Signal=11", "#", nil),
      ("Signal=12", "A", nil), ("Signal=d", "D", nil), ("Signal:*\r\nDuration:200", "*", 200),
      ("5", "5", nil), ("5\r\n", "5", nil), (" # ", "#", nil), ("11", "#", nil), ("b", "B", nil),
      ("Signal=1\r\nDuration=0", "1", nil), ("Signal=1\r\nDuration=60001", "1", nil),
      ("Signal=1\r\nDuration=-5", "1", nil),
      ("Signal=1\r\nDuration=99999999999", "1", nil), ("Signal=1\r\nDuration=10", "1", 10),
      ("Signal=1\r\nDuration=60000", "1", 60_000),
    ] as [(String, Character, Int?)])
  func keys(body: String, key: Character, milliseconds: Int?) {
    #expect(KeyPress(Array(body.utf8)) == KeyPress(key: key, milliseconds: milliseconds))
  }

  @Test(
    "what is no key is none",
    arguments: [
      "", "\r\n", "Signal=", "Signal=16", "Signal=99", "Signal=256", "Signal=E", "Signal=55x", "Signal==5", "Signal=٥",
      "hf", "Duration=160",
      "5 5", "Signal=5" + String(repeating: " ", count: 300), "Signal=5\u{0}",
    ])
  func noKey(body: String) {
    #expect(KeyPress(Array(body.utf8)) == nil)
  }

  @Test("octets that are no text are no key")
  func octets() {
    for byte in UInt8.min...UInt8.max {
      let press = KeyPress([byte])
      let isKey = Array("0123456789*#ABCDabcd".utf8).contains(byte)
      #expect((press != nil) == isKey, "octet \(byte)")
    }
  }
}
