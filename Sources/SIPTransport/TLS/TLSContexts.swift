internal import Glibc
internal import NIOSSL

/// Everything TLS needs, made from one reading of the files.
///
/// TLS 1.2 is the least (RFC 8996); renegotiation is off, as it always is here. As a server we show our certificate and
/// ask for none: phones have no certificate, and prove who they are by digest. As a client we show it when asked, and
/// want the peer's to be signed by somebody we trust; for which domain it speaks is judged after the handshake, by the
/// rules of SIP (RFC 5922 §7), which are not those of the Web.
struct TLSContexts: Sendable {
  /// For connections that peers open; nil when we have no certificate.
  let server: NIOSSLContext?
  /// For connections that we open.
  let client: NIOSSLContext

  /// Reads the files; without any, only connections of our own are possible.
  ///
  /// - Throws: which file is wrong, and what to do.
  static func read(_ files: TLSFiles?) throws(SIPTransportError) -> TLSContexts {
    var client = TLSConfiguration.makeClientConfiguration()
    client.minimumTLSVersion = .tlsv12
    client.certificateVerification = .noHostnameVerification
    client.renegotiationSupport = .none
    guard let files else { return TLSContexts(server: nil, client: try context(client, of: nil)) }
    let chain = try certificates(in: files.certificate)
    let key = try privateKey(in: files.key)
    client.certificateChain = chain.map { .certificate($0) }
    client.privateKey = .privateKey(key)
    if let trust = files.trust { client.trustRoots = .certificates(try certificates(in: trust)) }
    var server = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    server.minimumTLSVersion = .tlsv12
    return TLSContexts(server: try context(server, of: files), client: try context(client, of: files))
  }

  private static func certificates(in path: String) throws(SIPTransportError) -> [NIOSSLCertificate] {
    do {
      let certificates = try NIOSSLCertificate.fromPEMFile(path)
      guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
      return certificates
    } catch {
      throw .unreadable(path, as: "a PEM certificate", error)
    }
  }

  private static func privateKey(in path: String) throws(SIPTransportError) -> NIOSSLPrivateKey {
    do {
      return try NIOSSLPrivateKey(file: path, format: .pem)
    } catch {
      throw .unreadable(path, as: "a PEM private key without a passphrase", error)
    }
  }

  private static func context(
    _ configuration: TLSConfiguration, of files: TLSFiles?
  ) throws(SIPTransportError) -> NIOSSLContext {
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw .mismatched(files, error)
    }
  }
}

/// What tells whether a file is still the one that was read.
struct FileStamp: Sendable, Equatable {
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil for a file that is not there.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    inode = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
