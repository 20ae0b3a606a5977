import SIPEngine
import Testing

@Suite("Addresses and networks")
struct NetworkPrefixTests {
  @Test(
    "IP literals are read by their octets",
    arguments: [
      ("192.0.2.1", [192, 0, 2, 1]),
      ("::", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      ("2001:db8::1", [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
      ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
      ("::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1]),
      ("fe80::", [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func literals(text: String, octets: [UInt8]) {
    #expect(IPAddress(text)?.octets == octets)
  }

  @Test(
    "anything else is no address",
    arguments: [
      "", "192.0.2", "192.0.2.256", "192.0.2.1.5", "192.0.2.-1", "192.0.2.0001", "host", "1.2.3.4 ", ":", ":::",
      "1::2::3",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1%eth0", "[::1]", "1:2:3:4:5:6:7::8", "::192.0.2",
      "٣.0.2.1",
    ])
  func noLiterals(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(
    "a block contains what shares its prefix",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.1", "192.0.2.1", true),
      ("192.0.2.1", "192.0.2.2", false), ("192.0.2.128/25", "192.0.2.200", true),
      ("192.0.2.128/25", "192.0.2.100", false), ("0.0.0.0/0", "203.0.113.5", true), ("0.0.0.0/0", "::1", false),
      ("fc00::/7", "fd12::1", true), ("fc00::/7", "fe80::1", false), ("192.0.2.0/24", "::ffff:192.0.2.1", false),
      ("::/0", "192.0.2.1", false), ("10.0.0.0/8", "ten.example.com", false), ("172.16.9.9/12", "172.31.0.1", true),
    ])
  func containment(block: String, host: String, expected: Bool) throws {
    let prefix = try #require(NetworkPrefix(block))
    #expect(prefix.contains(host: host) == expected)
  }

  @Test(
    "what is no CIDR notation is refused",
    arguments: [
      "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "host/8", "10.0.0.0/0x8",
    ])
  func refused(text: String) {
    #expect(NetworkPrefix(text) == nil)
  }

  @Test("the advertised host is written toward networks that are not local, the flow's own otherwise")
  func advertising() throws {
    let configuration = EndpointConfiguration(
      domain: "example.com", advertise: "203.0.113.7",
      localNetworks: [try #require(NetworkPrefix("10.0.0.0/8"))])
    let local = TransportAddress(host: "10.0.0.2", port: 5070)
    func written(_ remote: String) -> String {
      let flow = SIPFlow(local: local, remote: TransportAddress(host: remote, port: 5060))
      return configuration.writtenAddress(of: flow).description
    }
    #expect(written("10.1.1.1") == "10.0.0.2:5070")
    #expect(written("198.51.100.1") == "203.0.113.7:5070")
  }
}
