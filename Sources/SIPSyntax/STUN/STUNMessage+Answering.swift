extension STUNMessage {
  /// What a server says that asks for no credentials (RFC 8489 §6.3.1): where a binding request came from, or 420 when
  /// it holds an attribute that must be understood and is not. Nil for everything that is not answered: indications,
  /// responses, other methods.
  ///
  /// - Parameter host: the octets of the source's address, four or sixteen.
  package func answer(toRequestFrom host: [UInt8], port: UInt16) -> STUNMessage? {
    guard messageClass == .request, method == Self.binding else { return nil }
    let unknown = protectedAttributes.filter(\.isUnknownAndRequired).map(\.type)
    guard unknown.isEmpty else {
      return STUNMessage(
        .failure, transactionID: transactionID,
        attributes: [.error(420, "Unknown Attribute"), .unknown(Array(unknown.prefix(Self.unknownNamed)))],
        hasFingerprint: hasFingerprint)
    }
    return STUNMessage(
      .success, transactionID: transactionID,
      attributes: [.xorMappedAddress(host: host, port: port, transactionID: transactionID)],
      hasFingerprint: hasFingerprint)
  }

  /// How many unknown attributes a 420 names: enough to learn from, too few to make an answer larger than its request.
  private static let unknownNamed = 8

  /// The attributes up to the first that protects those before it.
  private var protectedAttributes: ArraySlice<STUNAttribute> {
    attributes[..<(attributes.firstIndex(where: \.isIntegrity) ?? attributes.endIndex)]
  }
}
