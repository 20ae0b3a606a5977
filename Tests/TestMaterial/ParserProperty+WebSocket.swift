import NIOCore
import NIOEmbedded
import NIOWebSocket
import SIPSyntax

extension ParserProperty {
  /// What a WebSocket client sends (RFC 6455 §5), read by SwiftNIO and joined to messages by us: however the octets
  /// arrive, the same comes of them; nothing is longer than may be, and nothing follows the end.
  package static let webSocket = ParserProperty(
    "WebSocket",
    seeds: [
      [0x81, 0x84, 1, 2, 3, 4, 0x0D ^ 1, 0x0A ^ 2, 0x0D ^ 3, 0x0A ^ 4],
      [0x01, 0x82, 0, 0, 0, 0, 0x41, 0x42] + [0x89, 0x81, 9, 9, 9, 9, 0x50] + [0x80, 0x81, 0, 0, 0, 0, 0x43]
        + [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8],
      [0x82, 0xFE, 0, 0x7E, 0, 0, 0, 0] + [UInt8](repeating: 0x58, count: 126) + [0x8A, 0x80, 0, 0, 0, 0],
    ],
    fragments: [
      "\0", "\u{1}", "\u{2}", "\u{7F}", "\u{7E}", "\0\0\0\0", "\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}",
    ]
  ) { octets in
    let whole = joined(octets, inPiecesOf: max(octets.count, 1))
    for size in [1, 5] where joined(octets, inPiecesOf: size) != whole {
      return "is joined otherwise in pieces of \(size)"
    }
    for case .message(let message) in whole where message.count > messageOctets { return "holds more than it may" }
    for output in whole.dropLast() where output.isLast { return "goes on behind \(output)" }
    return nil
  }

  private static let messageOctets = 1_000

  private static func joined(_ octets: [UInt8], inPiecesOf size: Int) -> [WebSocketJoiner.Output] {
    let collector = FrameCollector(WebSocketJoiner(messageOctets: messageOctets, frames: 5))
    let channel = EmbeddedChannel()
    try? channel.pipeline.syncOperations.addHandlers(
      ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: messageOctets)), collector)
    for start in stride(from: 0, to: octets.count, by: size) where !collector.hasFailed {
      _ = try? channel.writeInbound(ByteBuffer(bytes: octets[start..<min(start + size, octets.count)]))
    }
    _ = try? channel.finish()
    return collector.outputs
  }
}

/// Hands every frame to a joiner and keeps what that says; an error of the decoder closes it.
private final class FrameCollector: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame

  private var joiner: WebSocketJoiner
  private(set) var outputs: [WebSocketJoiner.Output] = []
  private(set) var hasFailed = false

  init(_ joiner: WebSocketJoiner) {
    self.joiner = joiner
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    let kinds: [WebSocketOpcode: WebSocketJoiner.Frame.Kind] = [
      .text: .text, .binary: .binary, .continuation: .continuation, .ping: .ping, .pong: .pong,
      .connectionClose: .close,
    ]
    let joined = joiner.take(
      WebSocketJoiner.Frame(
        kinds[frame.opcode] ?? .unknown, Array(frame.unmaskedData.readableBytesView), isLast: frame.fin,
        isMasked: frame.maskKey != nil, hasReservedBits: frame.rsv1 || frame.rsv2 || frame.rsv3))
    if let joined { outputs.append(joined) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    hasFailed = true
    joiner.close()
  }
}

extension WebSocketJoiner.Output {
  /// Whether nothing may follow.
  fileprivate var isLast: Bool {
    switch self {
    case .message, .ping, .part, .answer: false
    case .closing, .broken: true
    }
  }
}
