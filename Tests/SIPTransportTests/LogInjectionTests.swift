import SIPEngine
import SIPSyntax
import Testing

/// reliability: no text that a caller supplies reaches a log line.
@Suite(.timeLimit(.minutes(1))) struct LogInjectionTests {
  private static let mark = "EVIL"
  private static let evil = "\(mark)\u{1B}[31m%0d%0aX-\(mark): 1"

  @Test func `Display name, users, User-Agent, Call-ID, Reason and junk of a peer are in no line`() async throws {
    let lines = LineCollector()
    let house = ServiceHouse(logger: lines.logger)
    try await house.run { address in
      for host in ["127.0.0.1", "127.0.0.2"] {
        let peer = try RawPhone(host: host)
        let fields = [
          "User-Agent: \(Self.evil)", "Subject: \(Self.evil)", "Reason: SIP;cause=200;text=\"\(Self.evil)\"",
          "Authorization: Digest username=\"\(Self.evil)\", realm=\"\(ServiceHouse.realm)\", nonce=\"\(Self.evil)\", "
            + "uri=\"\(Self.evil)\", response=\"\(Self.evil)\"",
        ]
        for method in ["INVITE", "REGISTER", "OPTIONS", "BYE", "CANCEL", Self.mark] {
          let text = peer.text(method, callID: "\(Self.mark)-\(method)-\(host)", lines: fields)
            .replacing("From: <sip:", with: "From: \"\(Self.evil)\" <sip:\(Self.mark)%0d%0a")
          for variant in [text, text.replacing("Max-Forwards: 70", with: "Max-Forwards: \(Self.mark)")] {
            peer.send(variant, to: address)
          }
          peer.send(text.replacing(" SIP/2.0\r\n", with: " SIP/\(Self.mark)\r\n"), to: address)
        }
        peer.send("\(Self.mark)\r\n\u{1B}[2J", to: address)
        peer.send("SIP/2.0 200 \(Self.evil)\r\n\r\n", to: address)
      }
      let last = try RawPhone()
      last.send(last.text("OPTIONS", callID: "last"), to: address)
      _ = try last.response { $0.callID == "last" }
    }
    #expect(lines.all.contains { $0.contains("a datagram was no SIP message") })
    #expect(lines.all.contains { $0.contains("a SIP request was refused") })
    for line in lines.all {
      #expect(!line.contains(Self.mark), "\(line)")
      #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(line.debugDescription)")
    }
  }
}
