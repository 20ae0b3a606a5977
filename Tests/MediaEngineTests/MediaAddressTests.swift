import MediaEngine
import Testing

@Suite("Where media may go")
struct MediaAddressTests {
  @Test(
    "A dotted address is read",
    arguments: [("192.0.2.5", 0xC000_0205), ("0.0.0.0", 0), ("255.255.255.255", .max)] as [(String, UInt32)])
  func reads(text: String, host: UInt32) {
    #expect(MediaAddress(host: text, port: 9)?.host == host)
  }

  @Test(
    "Names, other notations and nonsense are not addresses",
    arguments: [
      "", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.+4", "1..3.4", "1.2.3.4 ",
      "0x7f.0.0.1", "2001:db8::1", "1.2.3.99999999999999999999", "١.2.3.4",
    ])
  func rejects(text: String) {
    #expect(MediaAddress(host: text, port: 9) == nil)
  }

  @Test(
    "Only what can be one host is sent to",
    arguments: [
      ("192.0.2.5", 4_000, true), ("127.0.0.1", 4_000, true), ("192.0.2.5", 0, false), ("0.0.0.0", 4_000, false),
      ("0.1.2.3", 4_000, false), ("224.0.0.1", 4_000, false), ("239.255.255.250", 4_000, false),
      ("240.0.0.1", 4_000, false), ("255.255.255.255", 4_000, false), ("223.255.255.255", 4_000, true),
    ] as [(String, UInt16, Bool)])
  func unicast(host: String, port: UInt16, isUnicast: Bool) {
    #expect(MediaAddress(host: host, port: port)?.isUnicast == isUnicast)
  }
}
