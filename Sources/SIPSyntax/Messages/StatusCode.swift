/// The three digits of a response (RFC 3261 §7.2, §21).
package struct StatusCode: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  package static func < (left: StatusCode, right: StatusCode) -> Bool {
    left.rawValue < right.rawValue
  }

  /// 1xx: the request goes on.
  package var isProvisional: Bool { rawValue < 200 }

  /// 2xx to 6xx: the transaction is decided.
  package var isFinal: Bool { rawValue >= 200 }

  /// 2xx.
  package var isSuccess: Bool { rawValue >= 200 && rawValue < 300 }

  /// 3xx.
  package var isRedirection: Bool { rawValue >= 300 && rawValue < 400 }

  /// The phrase that RFC 3261 §21, or the RFC that registered the code, gives it; empty for an unknown code.
  package var reasonPhrase: String { Self.phrases[rawValue] ?? "" }
}

extension StatusCode: CustomStringConvertible {
  package var description: String { reasonPhrase.isEmpty ? "\(rawValue)" : "\(rawValue) \(reasonPhrase)" }
}

extension StatusCode {
  package static let trying = StatusCode(rawValue: 100)
  package static let ringing = StatusCode(rawValue: 180)
  package static let callIsBeingForwarded = StatusCode(rawValue: 181)
  package static let queued = StatusCode(rawValue: 182)
  package static let sessionProgress = StatusCode(rawValue: 183)
  package static let earlyDialogTerminated = StatusCode(rawValue: 199)
  package static let ok = StatusCode(rawValue: 200)
  package static let accepted = StatusCode(rawValue: 202)
  package static let multipleChoices = StatusCode(rawValue: 300)
  package static let movedPermanently = StatusCode(rawValue: 301)
  package static let movedTemporarily = StatusCode(rawValue: 302)
  package static let badRequest = StatusCode(rawValue: 400)
  package static let unauthorized = StatusCode(rawValue: 401)
  package static let forbidden = StatusCode(rawValue: 403)
  package static let notFound = StatusCode(rawValue: 404)
  package static let methodNotAllowed = StatusCode(rawValue: 405)
  package static let notAcceptable = StatusCode(rawValue: 406)
  package static let proxyAuthenticationRequired = StatusCode(rawValue: 407)
  package static let requestTimeout = StatusCode(rawValue: 408)
  package static let gone = StatusCode(rawValue: 410)
  package static let conditionalRequestFailed = StatusCode(rawValue: 412)
  package static let requestEntityTooLarge = StatusCode(rawValue: 413)
  package static let requestURITooLong = StatusCode(rawValue: 414)
  package static let unsupportedMediaType = StatusCode(rawValue: 415)
  package static let unsupportedURIScheme = StatusCode(rawValue: 416)
  package static let badExtension = StatusCode(rawValue: 420)
  package static let extensionRequired = StatusCode(rawValue: 421)
  package static let sessionIntervalTooSmall = StatusCode(rawValue: 422)
  package static let intervalTooBrief = StatusCode(rawValue: 423)
  package static let flowFailed = StatusCode(rawValue: 430)
  package static let firstHopLacksOutboundSupport = StatusCode(rawValue: 439)
  package static let badInfoPackage = StatusCode(rawValue: 469)
  package static let temporarilyUnavailable = StatusCode(rawValue: 480)
  package static let callDoesNotExist = StatusCode(rawValue: 481)
  package static let loopDetected = StatusCode(rawValue: 482)
  package static let tooManyHops = StatusCode(rawValue: 483)
  package static let addressIncomplete = StatusCode(rawValue: 484)
  package static let ambiguous = StatusCode(rawValue: 485)
  package static let busyHere = StatusCode(rawValue: 486)
  package static let requestTerminated = StatusCode(rawValue: 487)
  package static let notAcceptableHere = StatusCode(rawValue: 488)
  package static let badEvent = StatusCode(rawValue: 489)
  package static let requestPending = StatusCode(rawValue: 491)
  package static let undecipherable = StatusCode(rawValue: 493)
  package static let serverInternalError = StatusCode(rawValue: 500)
  package static let notImplemented = StatusCode(rawValue: 501)
  package static let badGateway = StatusCode(rawValue: 502)
  package static let serviceUnavailable = StatusCode(rawValue: 503)
  package static let serverTimeout = StatusCode(rawValue: 504)
  package static let versionNotSupported = StatusCode(rawValue: 505)
  package static let messageTooLarge = StatusCode(rawValue: 513)
  package static let busyEverywhere = StatusCode(rawValue: 600)
  package static let decline = StatusCode(rawValue: 603)
  package static let doesNotExistAnywhere = StatusCode(rawValue: 604)
  package static let notAcceptableAnywhere = StatusCode(rawValue: 606)
}
