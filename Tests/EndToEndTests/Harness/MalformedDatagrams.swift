import Foundation

/// Datagrams that are no SIP message, each broken in its own way.
struct MalformedDatagrams: Sendable {
  let all: [[UInt8]]

  init(from address: InternetAddress) {
    let invite = BareCall(from: address, to: QuickService.menu, identifier: "broken")
      .request("INVITE", sequence: 1, body: BareCall.offer(address))
    var dice = SeededDice(seed: 3261)
    let noise = (0..<1200).map { _ in UInt8.random(in: 0...255, using: &dice) }
    let texts = [
      // Cut off: in the start line, in a header, before the empty line, in the body.
      String(invite.prefix(9)), String(invite.prefix(120)),
      invite.replacing("\r\n\r\n", with: "\r\n"), String(invite.dropLast(40)),
      // The start line.
      invite.replacing("SIP/2.0\r\nVia", with: "SIP/3.0\r\nVia"), invite.replacing("INVITE sip:", with: "INV(ITE sip:"),
      invite.replacing("INVITE sip:", with: "INVITE\u{0}sip:"), "SIP/2.0 99999 What\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
      // Fields that are missing or absurd.
      Self.without("Via", invite), Self.without("From", invite), Self.without("Call-ID", invite),
      Self.without("CSeq", invite), invite.replacing("CSeq: 1 INVITE", with: "CSeq: 99999999999999999999 INVITE"),
      invite.replacing("CSeq: 1 INVITE", with: "CSeq: -1 INVITE"),
      invite.replacing("Content-Length: ", with: "Content-Length: 4294967295"),
      invite.replacing("Content-Length: ", with: "Content-Length: -"),
      invite.replacing("Max-Forwards: 70", with: "Max-Forwards: \(String(repeating: "7", count: 400))"),
      invite.replacing("From: <sip:bare@", with: "From: <sip:bare:@@[::"),
      // Too much of something.
      invite.replacing("Max-Forwards", with: "X-Long: \(String(repeating: "x", count: 60_000))\r\nMax-Forwards"),
      invite.replacing("Max-Forwards", with: String(repeating: "X-Many: y\r\n", count: 5000) + "Max-Forwards"),
      invite.replacing("From: <", with: "From: \(String(repeating: "<", count: 10_000))"),
    ]
    all = [noise] + texts.map { Array($0.utf8) }
  }

  private static func without(_ name: String, _ message: String) -> String {
    message.components(separatedBy: "\r\n").filter { !$0.hasPrefix("\(name):") }.joined(separator: "\r\n")
  }
}
