import Foundation
import SIPTransport

/// A certificate authority of the test's own, made with the openssl command.
struct TestCertificates {
  let folder: String
  var authority: String { folder + "/authority.pem" }

  /// Makes one for the time of `work`.
  static func with<Value>(_ work: (TestCertificates) async throws -> Value) async throws -> Value {
    let folder = NSTemporaryDirectory() + "/switchboard-certificates-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let certificates = TestCertificates(folder: folder)
    try certificates.makeAuthority("authority")
    return try await work(certificates)
  }

  /// An authority that nobody has been told of.
  func makeAuthority(_ name: String) throws {
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem")
  }

  /// A certificate for these names (`DNS:…`, `URI:…`, `IP:…`), signed by the authority.
  func make(_ name: String, for names: [String], by authority: String = "authority") throws -> TLSFiles {
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-addext",
      "subjectAltName=\(names.joined(separator: ","))", "-keyout", "\(name).key", "-out", "\(name).csr")
    try openssl(
      "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key", "-CAcreateserial",
      "-days", "2", "-copy_extensions", "copy", "-out", "\(name).pem")
    return TLSFiles(
      certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key", trust: "\(folder)/authority.pem")
  }

  /// Puts one file into the place of another, at once.
  func replace(_ path: String, with other: String) throws {
    let copy = path + ".new"
    try FileManager.default.copyItem(atPath: other, toPath: copy)
    guard rename(copy, path) == 0 else { throw WirePeer.Failure(description: "cannot replace \(path)") }
  }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw WirePeer.Failure(description: "openssl \(arguments.joined(separator: " ")) failed")
    }
  }
}
