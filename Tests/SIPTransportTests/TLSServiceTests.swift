import Foundation
import SIPEngine
import SIPSyntax
import SIPTransport
import Testing
import Timekeeping

/// The service over TLS; the other side is OpenSSL.
@Suite(.timeLimit(.minutes(3))) struct TLSServiceTests {
  private static func house(_ files: TLSFiles?, interval: Duration = .seconds(3600)) -> ServiceHouse {
    ServiceHouse(listeners: ServiceHouse.listeners(.udp, .tls), tls: files, certificateInterval: interval)
  }

  /// OpenSSL as a client that checks the service's certificate.
  private static func client(
    _ address: TransportAddress, _ certificates: TestCertificates, options: [String] = []
  ) throws -> WirePeer {
    try WirePeer(
      program: [
        "openssl", "s_client", "-quiet", "-connect", "\(address)", "-CAfile", certificates.authority,
        "-verify_return_error", "-verify_hostname", "switchboard.local",
      ] + options)
  }

  /// The subject of the certificate that the service shows now.
  private static func subject(_ address: TransportAddress) throws -> String {
    let peer = try WirePeer(program: [
      "sh", "-c", "openssl s_client -connect \(address) </dev/null 2>/dev/null | openssl x509 -noout -subject",
    ])
    return try peer.take { buffer in
      let text = String(decoding: buffer, as: UTF8.self)
      return text.hasSuffix("\n") ? (text.trimmingCharacters(in: .whitespacesAndNewlines), buffer.count) : nil
    }
  }

  // MARK: As server

  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func `OPTIONS over TLS is answered`(version: String) async throws {
    try await TestCertificates.with { certificates in
      let house = Self.house(try certificates.make("one", for: ["DNS:switchboard.local"]))
      try await house.run { _ in
        let peer = try Self.client(house.address(.tls), certificates, options: [version])
        peer.send(peer.text("OPTIONS", transport: "TLS", callID: "o1"))
        #expect(try peer.response().callID == "o1")
        #expect(house.connections.open[.tls] == 1)
      }
    }
  }

  @Test func `An older TLS is refused`() async throws {
    try await TestCertificates.with { certificates in
      let house = Self.house(try certificates.make("one", for: ["DNS:switchboard.local"]))
      try await house.run { _ in
        let peer = try Self.client(
          house.address(.tls), certificates, options: ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        #expect(peer.isClosed())
        try house.until { house.connections[.failed] == 1 }
      }
    }
  }

  @Test func `Plain text on the port of TLS ends the connection`() async throws {
    try await TestCertificates.with { certificates in
      let house = Self.house(try certificates.make("one", for: ["DNS:switchboard.local"]))
      try await house.run { _ in
        let peer = try WirePeer(connectingTo: house.address(.tls))
        peer.send(peer.text("OPTIONS", callID: "o1"))
        #expect(peer.isClosed())
        try house.until { house.connections.open[.tls] == 0 }
      }
    }
  }

  @Test func `A new certificate is shown without a restart, and connections that are open go on`() async throws {
    try await TestCertificates.with { certificates in
      let files = try certificates.make("one", for: ["DNS:switchboard.local"])
      let other = try certificates.make("two", for: ["DNS:switchboard.local"])
      let house = Self.house(files, interval: .milliseconds(20))
      try await house.run { _ in
        let address = try house.address(.tls)
        let peer = try Self.client(address, certificates)
        peer.send(peer.text("OPTIONS", transport: "TLS", callID: "o1"))
        _ = try peer.response()
        #expect(try Self.subject(address) == "subject=CN = one")
        // Half of a pair fits nothing, and is not taken.
        try certificates.replace(files.certificate, with: other.certificate)
        for _ in 0..<5 { #expect(try Self.subject(address) == "subject=CN = one") }
        try certificates.replace(files.key, with: other.key)
        var shown = ""
        for _ in 0..<100 where shown != "subject=CN = two" { shown = try Self.subject(address) }
        #expect(shown == "subject=CN = two")
        peer.send(peer.text("OPTIONS", transport: "TLS", callID: "o2"))
        #expect(try peer.response().callID == "o2")
      }
    }
  }

  @Test func `A certificate that is read again on request and cannot be used leaves the old one`() async throws {
    try await TestCertificates.with { certificates in
      let files = try certificates.make("one", for: ["DNS:switchboard.local"])
      let house = Self.house(files)
      try await house.run { _ in
        try FileManager.default.removeItem(atPath: files.certificate)
        house.service.reloadCertificate()
        let address = try house.address(.tls)
        for _ in 0..<3 { #expect(try Self.subject(address) == "subject=CN = one") }
      }
    }
  }

  @Test func `Without a certificate, or with one that cannot be read, it says so and does not start`() async throws {
    let without = Self.house(nil)
    let first = await #expect(throws: SIPTransportError.self) { try await without.service.start() }
    #expect(first?.code == .certificateUnusable)
    #expect("\(try #require(first))".contains("set sip.tls.certificate and sip.tls.key"))
    await without.service.stop()
    let nowhere = Self.house(TLSFiles(certificate: "/nowhere/a.pem", key: "/nowhere/a.key"))
    let second = await #expect(throws: SIPTransportError.self) { try await nowhere.service.start() }
    #expect("\(try #require(second))".contains("/nowhere/a.pem"))
    await nowhere.service.stop()
    try await TestCertificates.with { certificates in
      let one = try certificates.make("one", for: ["DNS:a.example"])
      let two = try certificates.make("two", for: ["DNS:a.example"])
      let mixed = Self.house(TLSFiles(certificate: one.certificate, key: two.key))
      let third = await #expect(throws: SIPTransportError.self) { try await mixed.service.start() }
      #expect("\(try #require(third))".contains("check that the key is the certificate's own"))
      await mixed.service.stop()
    }
  }

  // MARK: As client

  /// A free port: nobody has it at the moment.
  private static func freePort() throws -> UInt16 { try WireListener().address.port }

  /// Calls an OpenSSL server that shows this certificate; what comes of it.
  private static func call(
    domain: String?, shown: [String], signedBy authority: String = "authority", _ certificates: TestCertificates
  ) async throws -> String {
    let shown = try certificates.make("theirs", for: shown, by: authority)
    let port = try freePort()
    let server = try WirePeer(program: [
      "openssl", "s_server", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert", shown.certificate, "-key", shown.key,
    ])
    let address = TransportAddress(host: "127.0.0.1", port: port)
    // The program listens when it listens.
    for _ in 0..<500 where (try? WirePeer(connectingTo: address)) == nil { _ = server.receive(withinMilliseconds: 10) }
    let house = Self.house(try certificates.make("ours", for: ["DNS:switchboard.local"]))
    var outcome = ""
    try await house.run { _ in
      let invitation = StreamServiceTests.invitation(
        to: address, over: .tls, domain: domain, local: try house.address(.tls))
      house.service.command(StreamServiceTests.call, .invite(invitation))
      // One or the other comes, whichever it is.
      while outcome.isEmpty {
        if let octets = server.receive(withinMilliseconds: 20) {
          outcome = String(decoding: octets, as: UTF8.self).contains("Via: SIP/2.0/TLS") ? "called" : "strange"
        } else if house.connections[.failed] > 0 {
          let event = try await house.event { _ in true }
          outcome = event == .session(StreamServiceTests.call, .rejected(.serviceUnavailable)) ? "refused" : "\(event)"
        }
      }
    }
    return outcome
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var domain: String?
    var names: [String]
    var outcome: String
    var testDescription: String { "\(domain ?? "-") \(names) \(outcome)" }
  }

  @Test(arguments: [
    Case(domain: "carrier.example", names: ["DNS:carrier.example"], outcome: "called"),
    Case(domain: "carrier.example", names: ["URI:sip:carrier.example", "DNS:host.example"], outcome: "called"),
    Case(domain: "carrier.example", names: ["DNS:other.example"], outcome: "refused"),
    Case(domain: "carrier.example", names: ["URI:sip:other.example", "DNS:carrier.example"], outcome: "refused"),
    Case(domain: "sip.carrier.example", names: ["DNS:*.carrier.example"], outcome: "refused"),
    Case(domain: nil, names: ["IP:127.0.0.1"], outcome: "called"),
    Case(domain: nil, names: ["DNS:carrier.example"], outcome: "refused"),
  ])
  func `A call goes to whoever shows a certificate of the domain`(wanted: Case) async throws {
    try await TestCertificates.with { certificates in
      let outcome = try await Self.call(domain: wanted.domain, shown: wanted.names, certificates)
      #expect(outcome == wanted.outcome)
    }
  }

  @Test func `And to nobody whose certificate is signed by a stranger`() async throws {
    try await TestCertificates.with { certificates in
      try certificates.makeAuthority("stranger")
      #expect(
        try await Self.call(
          domain: "carrier.example", shown: ["DNS:carrier.example"], signedBy: "stranger", certificates) == "refused")
    }
  }
}
