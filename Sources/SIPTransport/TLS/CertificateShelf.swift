internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// The certificate in use, and the eye on its files: when they change, new connections get what they say now.
///
/// A change that cannot be used is told once and leaves the old certificate in its place: a certificate and its key are
/// two files, and between the writing of the one and of the other they do not fit. Files are read on a thread of the
/// pool, since the SIP loop waits for no disk. It lives on the SIP loop.
final class CertificateShelf {
  /// Nil before the first reading.
  private(set) var contexts: TLSContexts?
  private let files: TLSFiles?
  private var stamps: [FileStamp?]
  private let loop: any EventLoop
  private let logger: Logger

  init(of files: TLSFiles?, loop: any EventLoop, logger: Logger) {
    self.files = files
    self.loop = loop
    self.logger = logger
    stamps = Self.stamps(of: files)
  }

  /// The first reading.
  func put(_ contexts: TLSContexts) {
    self.contexts = contexts
  }

  private struct Reading: Sendable {
    let stamps: [FileStamp?]
    /// Nil when the files are those that had been read.
    let result: Result<TLSContexts, SIPTransportError>?
  }

  /// Reads the files again, if they have changed or if `isForced`.
  func look(isForced: Bool) {
    guard let files else { return }
    let known = stamps
    let shelf = NIOLoopBound(self, eventLoop: loop)
    NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
      let stamps = Self.stamps(of: files)
      guard isForced || stamps != known else { return Reading(stamps: stamps, result: nil) }
      return Reading(stamps: stamps, result: Result { () throws(SIPTransportError) in try TLSContexts.read(files) })
    }.whenSuccess { shelf.value.take($0) }
  }

  private func take(_ reading: Reading) {
    stamps = reading.stamps
    switch reading.result {
    case nil: return
    case .success(let contexts)?:
      self.contexts = contexts
      logger.notice("the TLS certificate has been read again; new connections get it")
    case .failure(let error)?:
      logger.error("the new TLS certificate cannot be used; the old one stays", metadata: ["reason": "\(error)"])
    }
  }

  private static func stamps(of files: TLSFiles?) -> [FileStamp?] {
    files?.all.map { FileStamp(of: $0) } ?? []
  }
}
