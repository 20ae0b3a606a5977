internal import NIOCore
package import NIOWebSocket
internal import SIPEngine
package import SIPSyntax

/// The last handler of a WebSocket channel: what a `WebSocketJoiner` makes of the frames goes to the connections
/// (RFC 7118 §4.2, §5), and what it wants answered goes back.
final class SIPWebSocketHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let connections: Connections
  private let connection: Connection
  private let settle: () -> Void
  private var joiner: WebSocketJoiner

  init(connections: Connections, connection: Connection, limits: ConnectionLimits, settle: @escaping () -> Void) {
    self.connections = connections
    self.connection = connection
    self.settle = settle
    joiner = WebSocketJoiner(messageOctets: limits.webSocketMessageOctets, frames: limits.webSocketFrames)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    connections.ready(connection)
    settle()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch joiner.take(WebSocketJoiner.Frame(unwrapInboundIn(data))) {
    case .message(let octets)?: connections.received([.message(octets)], on: connection, isWithinMessage: false)
    case .ping?: connections.received([.ping], on: connection, isWithinMessage: false)
    case .part?: connections.received([], on: connection, isWithinMessage: true)
    case .answer(let octets)?:
      connections.pinged(connection, isWithinMessage: joiner.isWithinMessage)
      write(.pong, octets, context)
    case .closing(let octets)?: sayGoodbye(context, octets)
    case .broken(let fault)?:
      connections.broke(connection)
      sayGoodbye(context, [UInt8(fault.rawValue >> 8), UInt8(fault.rawValue & 0xFF)])
    case nil: return
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    settle()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable { connections.isNotReading(connection) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Mistakes of framing have been answered before.
    joiner.close()
    if !(error is NIOWebSocketError) { connections.failed(connection, because: error) }
    settle()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.closed(connection)
    settle()
  }

  private func sayGoodbye(_ context: ChannelHandlerContext, _ octets: [UInt8]) {
    let bound = context.loopBound
    write(.connectionClose, octets, context).whenComplete { _ in bound.value.close(promise: nil) }
  }

  @discardableResult
  private func write(
    _ opcode: WebSocketOpcode, _ octets: [UInt8], _ context: ChannelHandlerContext
  ) -> EventLoopFuture<Void> {
    context.writeAndFlush(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: ByteBuffer(bytes: octets))))
  }
}

extension WebSocketJoiner.Frame {
  /// A frame as SwiftNIO reads it.
  package init(_ frame: WebSocketFrame) {
    let kind: Kind =
      switch frame.opcode {
      case .text: .text
      case .binary: .binary
      case .continuation: .continuation
      case .ping: .ping
      case .pong: .pong
      case .connectionClose: .close
      default: .unknown
      }
    self.init(
      kind, Array(frame.unmaskedData.readableBytesView), isLast: frame.fin, isMasked: frame.maskKey != nil,
      hasReservedBits: frame.rsv1 || frame.rsv2 || frame.rsv3)
  }
}
