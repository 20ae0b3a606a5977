internal import NIOCore
internal import SIPEngine

/// The door of a listening socket: tells of what goes wrong at it.
final class SIPAcceptHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let driver: EndpointDriver
  private let listener: SIPListener
  private var lastError: (any Error)?

  init(driver: EndpointDriver, listener: SIPListener) {
    self.driver = driver
    self.listener = listener
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    lastError = error
    driver.noted(.connectionRefused, "a SIP connection could not be accepted", about: listener.address, error: error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.lost(listener, because: lastError)
  }
}
