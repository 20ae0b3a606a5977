import MediaEngine
import Testing

@Suite("Where media may go")
struct MediaAddressTests {
  @Test(
    "A dotted address is read",
    arguments: [("192.0.2.5", 0xC000_0205), ("0.0.0.0", 0), ("255.255.255.255", 0xFFFF_FFFF)] as [(String, UInt128)])
  func reads(text: String, host: UInt128) {
    #expect(MediaAddress(host: text, port: 9)?.host == host)
  }

  @Test(
    "Names, other notations and nonsense are not addresses",
    arguments: [
      "", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.+4", "1..3.4", "1.2.3.4 ",
      "0x7f.0.0.1", "1.2.3.99999999999999999999", "١.2.3.4",
    ])
  func rejects(text: String) {
    #expect(MediaAddress(host: text, port: 9) == nil)
  }

  @Test(
    "Only what can be one host is sent to",
    arguments: [
      ("192.0.2.5", 4_000, true), ("127.0.0.1", 4_000, true), ("192.0.2.5", 0, false), ("0.0.0.0", 4_000, false),
      ("0.1.2.3", 4_000, false), ("224.0.0.1", 4_000, false), ("239.255.255.250", 4_000, false),
      ("2001:db8::1", 4_000, true), ("::1", 4_000, true), ("::", 4_000, false), ("ff02::1", 4_000, false),
      ("fe80::1", 4_000, false), ("2001:db8::1", 0, false), ("240.0.0.1", 4_000, false),
      ("255.255.255.255", 4_000, false), ("223.255.255.255", 4_000, true),
    ] as [(String, UInt16, Bool)])
  func unicast(host: String, port: UInt16, isUnicast: Bool) {
    #expect(MediaAddress(host: host, port: port)?.isUnicast == isUnicast)
  }

  @Test(
    "An IPv6 address is read in every form that RFC 4291 §2.2 allows",
    arguments: [
      ("2001:db8::1", 0x2001_0DB8_0000_0000_0000_0000_0000_0001), ("::", 0), ("::1", 1), ("1::", 1 << 112),
      ("2001:DB8:0:0:8:800:200C:417A", 0x2001_0DB8_0000_0000_0008_0800_200C_417A),
      ("64:ff9b::192.0.2.33", 0x0064_FF9B_0000_0000_0000_0000_C000_0221),
    ] as [(String, UInt128)])
  func readsVersion6(text: String, host: UInt128) {
    #expect(MediaAddress(host: text, port: 9) == MediaAddress(host: host, port: 9, isVersion6: true))
  }

  @Test(
    "What is no IPv6 address, or only wraps one of IPv4, is refused",
    arguments: [
      ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "fe80::1%eth0", "[::1]", "::1 ",
      "1:2:3:4:5:6:7::8", "::ffff:192.0.2.1", "::ffff:c000:201", "::1.2.3", "::1.2.3.4.5", "1.2.3.4::",
    ])
  func rejectsVersion6(text: String) {
    #expect(MediaAddress(host: text, port: 9) == nil)
  }

  @Test("What the kernel gives as a wrapped IPv4 address is that IPv4 address")
  func mapped() {
    let wrapped = MediaAddress(host: 0xFFFF_C000_0205, port: 9, isVersion6: true)
    #expect(wrapped == MediaAddress(host: "192.0.2.5", port: 9))
    #expect(wrapped.description == "192.0.2.5:9")
    #expect(MediaAddress(host: 1, port: 9, isVersion6: true).description == "[0:0:0:0:0:0:0:1]:9")
  }
}
