internal import Glibc
internal import SIPEngine

/// Which process holds a port, as far as the system lets us see (proc(5), `/proc/net/udp`).
enum PortHolder {
  /// UDP and TCP count their ports apart.
  enum Kind: String {
    case datagram = "udp"
    case stream = "tcp"
  }

  /// Its number; nil when it belongs to somebody else, is gone again, or there is no `/proc`.
  static func process(holding port: UInt16, of kind: Kind) -> Int? {
    let tables = ["/proc/net/\(kind.rawValue)", "/proc/net/\(kind.rawValue)6"]
    let inodes = Set(tables.flatMap { sockets(in: $0, port: port, kind) })
    guard !inodes.isEmpty else { return nil }
    let links = Set(inodes.map { "socket:[\($0)]" })
    return entries(of: "/proc").lazy.compactMap { Int($0) }.first { process in
      let folder = "/proc/\(process)/fd"
      return entries(of: folder).contains { links.contains(target(of: "\(folder)/\($0)")) }
    }
  }

  /// The inodes of the sockets bound to the port. A line is
  /// `sl local_address rem_address st queues tr:when retrnsmt uid timeout inode …`.
  private static func sockets(in table: String, port: UInt16, _ kind: Kind) -> [String] {
    contents(of: table).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      // 0A: listening; a connection at the port does not hold it.
      guard fields.count > 9, kind == .datagram || fields[3] == "0A", let digits = fields[1].split(separator: ":").last,
        UInt16(digits, radix: 16) == port
      else {
        return nil
      }
      return String(fields[9])
    }
  }

  private static func contents(of path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var octets: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16_384)
    while case let count = fread(&part, 1, part.count, file), count > 0 { octets += part.prefix(count) }
    return String(decoding: octets, as: UTF8.self)
  }

  private static func entries(of path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  private static func target(of link: String) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink(link, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
