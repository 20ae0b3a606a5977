import Foundation

/// The client's side of a WebSocket, as far as these tests need it (RFC 6455).
struct WebSocketClient {
  enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10
  }

  struct Frame {
    var opcode: Opcode
    var payload: [UInt8]
  }

  /// A proper upgrade, with the key of RFC 6455 §1.3.
  static let lines = [
    "Host: switchboard.local", "Upgrade: websocket", "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: sip", "Sec-WebSocket-Version: 13",
  ]

  let peer: WirePeer
  /// The head of the answer to the upgrade.
  let response: String

  /// Asks for the upgrade.
  init(_ peer: WirePeer, path: String = "/", lines: [String] = Self.lines) throws {
    self.peer = peer
    peer.send((["GET \(path) HTTP/1.1"] + lines + ["", ""]).joined(separator: "\r\n"))
    response = try peer.take { buffer in
      let text = String(decoding: buffer, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { return nil }
      let head = String(text[..<end.upperBound])
      return (head, head.utf8.count)
    }
  }

  func send(_ text: String, _ opcode: Opcode) {
    send(Array(text.utf8), opcode)
  }

  func send(_ payload: [UInt8], _ opcode: Opcode, isLast: Bool = true) {
    let cover: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    var octets = [opcode.rawValue | (isLast ? 0x80 : 0)]
    if payload.count < 126 {
      octets.append(0x80 | UInt8(payload.count))
    } else {
      octets += [0x80 | 126, UInt8(payload.count >> 8 & 0xFF), UInt8(payload.count & 0xFF)]
    }
    octets += cover
    octets += payload.enumerated().map { $1 ^ cover[$0 % 4] }
    peer.send(octets)
  }

  /// The next frame of the service, which is never covered.
  func frame() throws -> Frame {
    let head = try peer.take(2)
    var length = Int(head[1])
    if length == 126 { length = try peer.take(2).reduce(0) { $0 << 8 | Int($1) } }
    guard head[1] < 127, let opcode = Opcode(rawValue: head[0] & 0x0F), head[0] & 0xF0 == 0x80 else {
      throw WirePeer.Failure(description: "a strange frame: \(head)")
    }
    return Frame(opcode: opcode, payload: try peer.take(length))
  }
}
