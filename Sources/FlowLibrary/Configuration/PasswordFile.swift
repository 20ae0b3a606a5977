import CallFlows
import Glibc

/// A file with one password on its first line. The configuration names it and never holds the password itself.
struct PasswordFile {
  let path: String

  /// Longer ones exist nowhere.
  private static let limit = 1024

  /// The password; nil after a mistake that was reported. A file that others can read is warned of.
  func read(_ reader: SchemaReader, at location: SourceLocation) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      reader.error(
        "the password file cannot be read: \(reason)", rule: "unreadable-file",
        mend: "put the password into \(path) and let the service's user read it", at: location)
      return nil
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      reader.error(
        "the password file is no file", rule: "unreadable-file", mend: "name a file with one line", at: location)
      return nil
    }
    if facts.st_mode & (S_IRGRP | S_IROTH) != 0 {
      reader.warning(
        "others can read the password file", rule: "open-password-file", mend: "chmod 600 \(path)", at: location)
    }
    guard let password = firstLine(of: descriptor) else {
      reader.error(
        "the password file has no password on its first line", rule: "empty-value",
        mend: "write the password alone on the first line, at most \(Self.limit) octets", at: location)
      return nil
    }
    return password
  }

  private func firstLine(of descriptor: CInt) -> String? {
    var octets = [UInt8](repeating: 0, count: Self.limit + 2)
    let count = Glibc.read(descriptor, &octets, octets.count)
    guard count > 0 else { return nil }
    let line = octets.prefix(count).prefix { $0 != 0x0A && $0 != 0x0D }
    guard !line.isEmpty, line.count <= Self.limit, line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: line, as: UTF8.self)
  }
}
