internal import NIOCore
internal import SIPEngine

/// The reading end of a SIP socket: turns envelopes into octets on a flow.
final class SIPDatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let driver: EndpointDriver
  private let socket: DatagramSocket
  private var lastError: (any Error)?
  /// The last flow with the addresses that it was read from: most datagrams come from the same peer as the one before.
  private var last: (remote: SocketAddress, local: SocketAddress?, flow: SIPFlow)?

  init(driver: EndpointDriver, socket: DatagramSocket) {
    self.driver = driver
    self.socket = socket
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    guard let flow = flow(of: envelope) else { return }
    driver.received(Array(envelope.data.readableBytesView), on: flow)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    driver.settleSoon()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    lastError = error
    driver.noted(error, at: socket.boundAddress)
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.lost(SIPListener(transport: .udp, address: socket.boundAddress), because: lastError)
  }

  /// Nil for what was sent to a group of machines: nobody calls a group, and no answer can leave from its address.
  private func flow(of envelope: AddressedEnvelope<ByteBuffer>) -> SIPFlow? {
    let destination = socket.isWildcard ? envelope.metadata?.packetInfo?.destinationAddress : nil
    if let last, last.remote == envelope.remoteAddress, last.local == destination { return last.flow }
    guard let flow = flow(from: envelope.remoteAddress, to: destination) else { return nil }
    last = (envelope.remoteAddress, destination, flow)
    return flow
  }

  private func flow(from remote: SocketAddress, to destination: SocketAddress?) -> SIPFlow? {
    guard let remoteHost = remote.ipAddress, let remotePort = remote.port,
      let port = UInt16(exactly: remotePort)
    else { return nil }
    var local = socket.boundAddress
    if let host = destination?.ipAddress { local.host = host }
    guard let address = IPAddress(local.host), !address.isGroup else { return nil }
    return SIPFlow(local: local, remote: TransportAddress(host: remoteHost, port: port))
  }
}

extension IPAddress {
  /// A multicast address, or the broadcast address of the link (RFC 1112 §4, RFC 4291 §2.7).
  fileprivate var isGroup: Bool {
    octets.count == 4 ? (octets[0] & 0xF0 == 0xE0 || octets == [255, 255, 255, 255]) : octets[0] == 0xFF
  }
}
