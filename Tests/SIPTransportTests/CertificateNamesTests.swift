import SIPTransport
import Testing

@Suite("For which domain a certificate speaks (RFC 5922 §7.1, §7.2)")
struct CertificateNamesTests {
  @Test("sip URIs decide alone when there are any")
  func uris() {
    let names = CertificateNames(uris: ["sip:example.com", "sip:example.net"], dnsNames: ["host.example.org"])
    #expect(names.speak(for: "example.net"))
    #expect(names.speak(for: "EXAMPLE.com."))
    #expect(!names.speak(for: "host.example.org"))
    #expect(!names.speak(for: "sub.example.com"))
  }

  @Test("URIs of other schemes, and those with a user, name no domain")
  func otherURIs() {
    let names = CertificateNames(
      uris: ["sips:a.example", "https://b.example", "sip:user@c.example", "sip:", "nonsense", "sip:[::1"],
      dnsNames: ["d.example"])
    for domain in ["a.example", "b.example", "c.example"] { #expect(!names.speak(for: domain)) }
    #expect(names.speak(for: "d.example"))
  }

  @Test("a wildcard stands for nothing")
  func wildcards() {
    let names = CertificateNames(dnsNames: ["*.example.com"])
    #expect(!names.speak(for: "sip.example.com"))
    #expect(!names.speak(for: "example.com"))
  }

  @Test("an address wants that very address")
  func addresses() {
    let names = CertificateNames(dnsNames: ["192.0.2.1"], addresses: [[192, 0, 2, 7]])
    #expect(names.speak(for: "192.0.2.7"))
    #expect(!names.speak(for: "192.0.2.1"))
    #expect(!CertificateNames().speak(for: "example.com"))
  }
}
