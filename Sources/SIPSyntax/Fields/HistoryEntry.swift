/// One place that a request was meant for on its way (RFC 7044): an entry of History-Info.
package struct HistoryEntry: Sendable, Hashable {
  /// The target, with its `index` parameter and perhaps `rc`, `mp` or `np`.
  package var target: NameAddress

  package init(target: NameAddress) {
    self.target = target
  }

  /// Its place in the tree of targets: `1`, `1.1`, `1.2.1`; nil when the entry has none that can be read.
  package var index: [Int]? {
    guard let text = target.parameters["index"] else { return nil }
    let numbers = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
      part.count <= 4 ? Int(String(decoding: part, as: UTF8.self)) : nil
    }
    let known = numbers.compactMap { $0 }
    return known.count == numbers.count && known.allSatisfy { $0 >= 0 } ? known : nil
  }

  /// The index of the entry whose target was mapped to this one (RFC 7044 §5, `mp`): the user was another one.
  package var mappedFrom: String? { target.parameters["mp"].flatMap { $0.isEmpty ? nil : $0 } }

  /// Why the call came to this target, when another one forwarded it (RFC 4458 §2, the URI's `cause`).
  package var cause: String? { target.uri.sip?.parameters["cause"].flatMap { $0.isEmpty ? nil : $0 } }

  /// The response or reason with which this target was left: the Reason that its URI carries (RFC 7044 §5).
  package var reason: String? {
    target.uri.sip?.headers.first { $0.name.equalsIgnoringCase("Reason") }?.value
  }

  /// Whether the target asks not to be shown: the Privacy that its URI carries has `history` (RFC 7044 §10.1).
  package var isPrivate: Bool {
    target.uri.sip?.headers.contains { header in
      header.name.equalsIgnoringCase("Privacy") && !header.value.equalsIgnoringCase("none")
    } ?? false
  }
}

extension HeaderFields {
  /// Every target of the request in the field's order; unreadable entries are passed over.
  package var history: [HistoryEntry] { readableAddresses(.historyInfo).map(HistoryEntry.init) }
}
