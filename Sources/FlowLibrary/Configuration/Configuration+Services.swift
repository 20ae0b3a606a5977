package import Redaction

extension Configuration {
  /// How resources outside are asked for calls.
  package struct Lookups: Sendable, Equatable {
    /// Whether a redirect may lead to private, loopback and link-local addresses. A host that `lookups.yaml` names is
    /// asked wherever it is.
    package var allowsPrivate = false
    /// Questions that one host is asked at once.
    package var perHost = 8

    package init() {}
  }

  /// How messages of flows reach others.
  package struct Messages: Sendable, Equatable {
    /// What webhooks are signed with; `nil`: they are not signed.
    package var secret: Redacted<String>?
    /// The program that takes e-mails; one without a slash is looked for as a shell would.
    package var sendmail = "/usr/sbin/sendmail"
    /// Whom e-mails come from; `nil`: none are sent.
    package var from: String?

    package init() {}
  }
}
