import Foundation
import TestMaterial
import Testing

import SIPSyntax

@Suite("Fields as another program reads them")
struct ExpectedFieldsTests {
  @Test(
    "method, addresses, tags, Call-ID, CSeq, Contact and display name agree",
    .enabled(if: !Corpus.files(below: Corpus.sip).isEmpty, "the larger corpus is not here"),
    arguments: ["ua-style", "captured-here", "pcap", "volte"].flatMap {
      ExpectedFields.all(in: Corpus.sip.appending(path: "wild/\($0)"))
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
      if let contact = (try? request.contacts)?.first {
        fields["contact.user"] = user(of: contact.uri)
        fields["contact.host"] = host(of: contact.uri)
      }
      fields["display-name"] = request.from.displayName ?? ""
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
