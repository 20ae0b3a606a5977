import CallFlows
import Foundation
import Glibc

/// A folder of a release, of which nothing outside is ever read: a symbolic link may lead elsewhere inside only.
struct ReleaseFolder {
  /// What kept a file from being read.
  struct Refusal: Error {
    var sentence: String
    var rule: String
    var mend: String
  }

  let path: String
  /// How messages name the folder: below the working directory, from there.
  let shownPath: String
  private let realPath: String

  init(_ path: String) throws(Refusal) {
    self.path = path
    shownPath = Self.shown(path)
    guard let real = Self.realPath(path), Self.mode(real).map({ $0 & S_IFMT == S_IFDIR }) == true else {
      throw Refusal(
        sentence: "there is no folder \(shownPath)", rule: "missing-folder",
        mend: "make it, or name another one in the configuration")
    }
    realPath = real
  }

  /// The names in a folder below this one, sorted, hidden ones left out; none when it does not exist.
  func names(in folder: String = "") -> [String] {
    let whole = folder.isEmpty ? path : path + "/" + folder
    guard isInside(whole), let names = try? FileManager.default.contentsOfDirectory(atPath: whole) else { return [] }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  func isFolder(_ name: String) -> Bool {
    Self.mode(path + "/" + name).map { $0 & S_IFMT == S_IFDIR } ?? false
  }

  func shown(_ name: String) -> String { shownPath + "/" + name }

  func location(_ name: String) -> SourceLocation { SourceLocation(file: shown(name), line: 1, column: 1) }

  /// The path of a plain file inside this folder.
  func file(_ name: String) throws(Refusal) -> String {
    let whole = path + "/" + name
    guard Self.realPath(whole) != nil, let mode = Self.mode(whole) else {
      throw Refusal(
        sentence: "the file cannot be opened: \(String(cString: strerror(errno)))", rule: "unreadable-file",
        mend: "check where its link leads, and who may read it")
    }
    guard isInside(whole) else {
      throw Refusal(
        sentence: "the file is a link that leads out of \(shownPath)", rule: "outside-folder",
        mend: "put the file itself there")
    }
    guard mode & S_IFMT == S_IFREG else {
      throw Refusal(sentence: "this is not a plain file", rule: "not-a-file", mend: "put a file there")
    }
    return whole
  }

  /// Hands over the bytes of a file, piece by piece.
  func read(_ name: String, _ piece: (UnsafeRawBufferPointer) -> Bool) throws(Refusal) {
    let descriptor = open(try file(name), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable() }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw Self.unreadable() }
      guard count > 0, piece(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
    }
  }

  /// The bytes of a file, at most one more than `limit`.
  func bytes(of name: String, limit: Int) throws(Refusal) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(name) { piece in
      bytes.append(contentsOf: piece.prefix(limit + 1 - bytes.count))
      return bytes.count <= limit
    }
    return bytes
  }

  private static func unreadable() -> Refusal {
    Refusal(
      sentence: "the file cannot be read: \(String(cString: strerror(errno)))", rule: "unreadable-file",
      mend: "give the service's user the right to read it")
  }

  private func isInside(_ whole: String) -> Bool {
    guard let real = Self.realPath(whole) else { return false }
    return real == realPath || real.hasPrefix(realPath == "/" ? "/" : realPath + "/")
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  private static func shown(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let short = path.hasPrefix(here) && path != here ? String(path.dropFirst(here.count)) : path
    return short.count > 1 && short.hasSuffix("/") ? String(short.dropLast()) : short
  }
}
