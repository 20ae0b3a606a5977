internal import NIOCore
internal import NIOWebSocket
internal import SIPEngine
internal import SIPSyntax

/// The last handler of a WebSocket channel: a text or binary message is one SIP message (RFC 7118 §4.2, §5).
///
/// A message may come in several frames (RFC 6455 §5.4). A CRLF CRLF is a keep-alive as on any stream (RFC 5626
/// §3.5.1), and so is a WebSocket ping (RFC 7118 §6).
final class SIPWebSocketHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let connections: Connections
  private let connection: Connection
  private let limits: ConnectionLimits
  private let settle: () -> Void
  /// What has come of a message in several frames.
  private var begun: (octets: [UInt8], frames: Int)?

  init(connections: Connections, connection: Connection, limits: ConnectionLimits, settle: @escaping () -> Void) {
    self.connections = connections
    self.connection = connection
    self.limits = limits
    self.settle = settle
  }

  func handlerAdded(context: ChannelHandlerContext) {
    connections.ready(connection)
    settle()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    // A client must cover what it sends, and nothing has been agreed on that the reserved bits could mean (§5.1, §5.2).
    guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return close(context, .protocolError) }
    switch frame.opcode {
    case .text, .binary:
      guard begun == nil else { return close(context, .protocolError) }
      take(frame, behind: [], frames: 0, context)
    case .continuation:
      guard let begun else { return close(context, .protocolError) }
      self.begun = nil
      take(frame, behind: begun.octets, frames: begun.frames, context)
    case .ping:
      connections.pinged(connection, isWithinMessage: begun != nil)
      context.writeAndFlush(
        wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
    case .pong:
      return
    case .connectionClose:
      // The same code goes back (§5.5.1).
      var data = frame.unmaskedData
      sayGoodbye(context, data.readSlice(length: 2) ?? ByteBuffer())
    default:
      close(context, .protocolError)
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
    if !(error is NIOWebSocketError) { connections.failed(connection, because: error) }
    settle()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.closed(connection)
    settle()
  }

  /// Joins a frame to what came before it.
  private func take(
    _ frame: WebSocketFrame, behind earlier: [UInt8], frames: Int, _ context: ChannelHandlerContext
  ) {
    let octets = earlier + frame.unmaskedData.readableBytesView
    guard octets.count <= limits.webSocketMessageOctets, frames < limits.webSocketFrames else {
      return close(context, .messageTooLarge)
    }
    guard frame.fin else {
      begun = (octets, frames + 1)
      return connections.received([], on: connection, isWithinMessage: true)
    }
    let isKeepAlive = octets == [0x0D, 0x0A, 0x0D, 0x0A]
    connections.received([isKeepAlive ? .ping : .message(octets)], on: connection, isWithinMessage: false)
  }

  private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
    var data = ByteBuffer()
    data.write(webSocketErrorCode: code)
    connections.broke(connection)
    sayGoodbye(context, data)
  }

  private func sayGoodbye(_ context: ChannelHandlerContext, _ data: ByteBuffer) {
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)))
      .whenComplete { _ in bound.value.close(promise: nil) }
  }
}
