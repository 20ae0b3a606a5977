import Foundation

/// A certificate authority of the test's own and a certificate of the service's, made with OpenSSL.
struct TestAuthority: Sendable {
  /// Whom peers have to trust.
  let certificate: String
  /// What the service is told, as environment variables.
  let environment: [String: String]

  /// The ports that the service listens on, besides 5060 for UDP.
  static let tcpPort = 5060
  static let tlsPort = 5061

  /// Makes both.
  static func make(in bed: TestBed) async throws -> TestAuthority {
    let folder = try bed.makeFolder("certificates")
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    // Linphone compares an address with the names of hosts.
    let names = "DNS:switchboard.local,DNS:\(TestNetwork.serviceAddress),IP:\(TestNetwork.serviceAddress)"
    for command in [
      ["req", "-x509"] + key + ["-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"],
      ["req"] + key
        + [
          "-subj", "/CN=switchboard.local", "-addext", "subjectAltName=\(names)", "-keyout", "key.pem", "-out",
          "request.pem",
        ],
      [
        "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-copy_extensions", "copy", "-out", "certificate.pem",
      ],
    ] {
      let program = try bed.start("openssl \(command[0])", ["openssl"] + command, folder: folder)
      guard try await program.waitForExit() == .code(0) else {
        throw TestFailure("\(program.name) failed: \(program.text(.error))")
      }
    }
    let host = TestNetwork.serviceAddress
    return TestAuthority(
      certificate: folder + "/ca.pem",
      environment: [
        "SWITCHBOARD_SIP_LISTEN": "udp://\(host):5060, tcp://\(host):\(tcpPort), tls://\(host):\(tlsPort)",
        "SWITCHBOARD_SIP_TLS_CERTIFICATE": folder + "/certificate.pem",
        "SWITCHBOARD_SIP_TLS_KEY": folder + "/key.pem",
      ])
  }
}

extension ServiceUnderTest {
  /// Runs `work` with a service that listens for UDP, TCP and TLS.
  static func withConnections(
    agents: [TestAgent] = [], codecs: String = "pcma, pcmu",
    _ work: (ServiceUnderTest, TestAuthority) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let authority = try await TestAuthority.make(in: bed)
      let folder = try ServiceFolder(.quick, in: bed, codecs: codecs)
      try await work(try await start(folder, in: bed, agents: agents, environment: authority.environment), authority)
    }
  }
}
