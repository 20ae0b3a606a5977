internal import NIOSSL
internal import SIPEngine
internal import SIPSyntax

/// What a certificate says whose it is, and the domains for which that counts (RFC 5922 §7.1, §7.2).
package struct CertificateNames: Sendable, Equatable {
  /// Names of the kind `uniformResourceIdentifier`.
  package var uris: [String]
  /// Names of the kind `dNSName`.
  package var dnsNames: [String]
  /// Names of the kind `iPAddress`: four or sixteen octets each.
  package var addresses: [[UInt8]]

  package init(uris: [String] = [], dnsNames: [String] = [], addresses: [[UInt8]] = []) {
    self.uris = uris
    self.dnsNames = dnsNames
    self.addresses = addresses
  }

  /// Whether the certificate's holder may speak for a SIP domain.
  ///
  /// `sip` URIs without a user decide alone when there are any; else DNS names do. Names are compared whole and without
  /// case: a wildcard stands for nothing (§7.2), and the subject's common name is not looked at. A domain that is an
  /// address wants that very address.
  package func speak(for domain: String) -> Bool {
    if let address = IPAddress(domain) { return addresses.contains(address.octets) }
    let identities = uris.compactMap(Self.domain)
    let names = identities.isEmpty ? dnsNames : identities
    return names.contains { Self.folded($0) == Self.folded(domain) }
  }

  /// The domain that a `sip` URI names; nil for any other URI, and for one that names a user.
  private static func domain(of uri: String) -> String? {
    guard let sip = try? URI(parsing: uri).sip, !sip.secure, sip.user == nil else { return nil }
    return sip.host
  }

  /// Small letters, and no dot at the end.
  private static func folded(_ name: String) -> String {
    name.lowercased().hasSuffix(".") ? String(name.lowercased().dropLast()) : name.lowercased()
  }
}

extension CertificateNames {
  /// What stands in the certificate's subjectAltName.
  init(_ certificate: NIOSSLCertificate) {
    self.init()
    for name in certificate._subjectAlternativeNames() {
      switch name.nameType {
      case .uri: uris.append(String(decoding: name.contents, as: UTF8.self))
      case .dnsName: dnsNames.append(String(decoding: name.contents, as: UTF8.self))
      case .ipAddress: addresses.append(Array(name.contents))
      default: break
      }
    }
  }
}
