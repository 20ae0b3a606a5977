import Foundation
import Testing

import SIPSyntax

/// What an independent program reads from a message of the wild.
struct ExpectedFields: Sendable, CustomTestStringConvertible {
  let file: URL
  let values: [String: String]

  var testDescription: String { file.lastPathComponent }

  static func all(in folder: URL) -> [ExpectedFields] {
    let table = folder.appending(path: "expected-fields.tsv")
    guard let text = try? String(contentsOf: table, encoding: .utf8) else { return [] }
    let rows = text.split(separator: "\n").map { row in
      row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let names = rows.first else { return [] }
    return rows.dropFirst().compactMap { row in
      guard let file = row.first else { return nil }
      return ExpectedFields(
        file: folder.appending(path: file), values: Dictionary(zip(names, row), uniquingKeysWith: { first, _ in first })
      )
    }
  }
}

@Suite("Fields as another program reads them")
struct ExpectedFieldsTests {
  @Test(
    "method, addresses, tags, Call-ID and CSeq agree",
    arguments: ["ua-style", "captured-here", "pcap", "volte"].flatMap {
      ExpectedFields.all(in: Corpus.shared.appending(path: "wild/\($0)"))
    })
  func agree(_ expected: ExpectedFields) throws {
    let bytes = try #require(Corpus.bytes(expected.file))
    guard let message = try? SIPMessage.parse(datagram: bytes) else { return }  // judged by its verdict
    let found = Self.fields(of: message)
    for (name, value) in found {
      guard let right = expected.values[name], !right.isEmpty else { continue }
      #expect(value == right, "\(name)")
    }
  }

  private static func fields(of message: SIPMessage) -> [String: String] {
    switch message {
    case .request(let request):
      var fields = party(from: request.from, to: request.to, callID: request.callID, cseq: request.cseq)
      fields["Method"] = request.method.rawValue
      fields["r-uri.user"] = user(of: request.uri)
      fields["r-uri.host"] = host(of: request.uri)
      return fields
    case .response(let response):
      var fields = party(from: response.from, to: response.to, callID: response.callID, cseq: response.cseq)
      fields["Status-Code"] = "\(response.status.rawValue)"
      return fields
    }
  }

  private static func party(from: NameAddress, to: NameAddress, callID: String, cseq: CSeq) -> [String: String] {
    [
      "from.user": user(of: from.uri), "from.tag": from.tag ?? "", "to.user": user(of: to.uri),
      "to.tag": to.tag ?? "", "Call-ID": callID, "CSeq.seq": "\(cseq.number)", "CSeq.method": cseq.method.rawValue,
    ]
  }

  /// The other program does not cut the password off.
  private static func user(of uri: URI) -> String {
    (uri.user ?? "") + (uri.sip?.password.map { ":" + $0 } ?? "")
  }

  private static func host(of uri: URI) -> String {
    let host = uri.host ?? ""
    return host.contains(":") ? "[\(host)]" : host
  }
}
