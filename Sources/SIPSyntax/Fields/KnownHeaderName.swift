/// The header field names of RFC 3261 §20 and of the IANA registry that are met in practice: they take no memory and are
/// compared by number.
enum KnownHeaderName: UInt8, CaseIterable, Sendable {
  case accept, acceptContact, acceptEncoding, acceptLanguage, alertInfo, allow, allowEvents, answerMode,
    authenticationInfo, authorization, callID, callInfo, contact, contentDisposition, contentEncoding, contentLanguage,
    contentLength, contentType, cseq, date, diversion, encryption, errorInfo, event, expires, featureCaps, flowTimer,
    from, geolocation, hide, historyInfo, identity, identityInfo, inReplyTo, infoPackage, join, maxBreadth, maxForwards,
    mimeVersion, minExpires, minSE, organization, pAccessNetworkInfo, pAssertedIdentity, pCalledPartyID,
    pChargingVector, pEarlyMedia, pPreferredIdentity, pVisitedNetworkID, path, permissionMissing, priority, privacy,
    proxyAuthenticate, proxyAuthenticationInfo, proxyAuthorization, proxyRequire, rAck, reason, recordRoute, recvInfo,
    referSub, referTo, referredBy, rejectContact, remotePartyID, replaces, replyTo, requestDisposition, require,
    resourcePriority,
    responseKey, retryAfter, route, rSeq, securityClient, securityServer, securityVerify, server, serviceRoute,
    sessionExpires, sessionID, sipETag, sipIfMatch, subject, subscriptionState, supported, suppressIfMatch,
    targetDialog, timestamp, to, triggerConsent, unsupported, userAgent, userToUser, via, warning, wwwAuthenticate

  /// The spelling of the RFC that defines it.
  var canonical: String {
    switch self {
    case .accept: "Accept"
    case .acceptContact: "Accept-Contact"
    case .acceptEncoding: "Accept-Encoding"
    case .acceptLanguage: "Accept-Language"
    case .alertInfo: "Alert-Info"
    case .allow: "Allow"
    case .allowEvents: "Allow-Events"
    case .answerMode: "Answer-Mode"
    case .authenticationInfo: "Authentication-Info"
    case .authorization: "Authorization"
    case .callID: "Call-ID"
    case .callInfo: "Call-Info"
    case .contact: "Contact"
    case .contentDisposition: "Content-Disposition"
    case .contentEncoding: "Content-Encoding"
    case .contentLanguage: "Content-Language"
    case .contentLength: "Content-Length"
    case .contentType: "Content-Type"
    case .cseq: "CSeq"
    case .date: "Date"
    case .diversion: "Diversion"
    case .encryption: "Encryption"
    case .errorInfo: "Error-Info"
    case .event: "Event"
    case .expires: "Expires"
    case .featureCaps: "Feature-Caps"
    case .flowTimer: "Flow-Timer"
    case .from: "From"
    case .geolocation: "Geolocation"
    case .hide: "Hide"
    case .historyInfo: "History-Info"
    case .identity: "Identity"
    case .identityInfo: "Identity-Info"
    case .inReplyTo: "In-Reply-To"
    case .infoPackage: "Info-Package"
    case .join: "Join"
    case .maxBreadth: "Max-Breadth"
    case .maxForwards: "Max-Forwards"
    case .mimeVersion: "MIME-Version"
    case .minExpires: "Min-Expires"
    case .minSE: "Min-SE"
    case .organization: "Organization"
    case .pAccessNetworkInfo: "P-Access-Network-Info"
    case .pAssertedIdentity: "P-Asserted-Identity"
    case .pCalledPartyID: "P-Called-Party-ID"
    case .pChargingVector: "P-Charging-Vector"
    case .pEarlyMedia: "P-Early-Media"
    case .pPreferredIdentity: "P-Preferred-Identity"
    case .pVisitedNetworkID: "P-Visited-Network-ID"
    case .path: "Path"
    case .permissionMissing: "Permission-Missing"
    case .priority: "Priority"
    case .privacy: "Privacy"
    case .proxyAuthenticate: "Proxy-Authenticate"
    case .proxyAuthenticationInfo: "Proxy-Authentication-Info"
    case .proxyAuthorization: "Proxy-Authorization"
    case .proxyRequire: "Proxy-Require"
    case .rAck: "RAck"
    case .reason: "Reason"
    case .recordRoute: "Record-Route"
    case .recvInfo: "Recv-Info"
    case .referSub: "Refer-Sub"
    case .referTo: "Refer-To"
    case .referredBy: "Referred-By"
    case .rejectContact: "Reject-Contact"
    case .remotePartyID: "Remote-Party-ID"
    case .replaces: "Replaces"
    case .replyTo: "Reply-To"
    case .requestDisposition: "Request-Disposition"
    case .require: "Require"
    case .resourcePriority: "Resource-Priority"
    case .responseKey: "Response-Key"
    case .retryAfter: "Retry-After"
    case .route: "Route"
    case .rSeq: "RSeq"
    case .securityClient: "Security-Client"
    case .securityServer: "Security-Server"
    case .securityVerify: "Security-Verify"
    case .server: "Server"
    case .serviceRoute: "Service-Route"
    case .sessionExpires: "Session-Expires"
    case .sessionID: "Session-ID"
    case .sipETag: "SIP-ETag"
    case .sipIfMatch: "SIP-If-Match"
    case .subject: "Subject"
    case .subscriptionState: "Subscription-State"
    case .supported: "Supported"
    case .suppressIfMatch: "Suppress-If-Match"
    case .targetDialog: "Target-Dialog"
    case .timestamp: "Timestamp"
    case .to: "To"
    case .triggerConsent: "Trigger-Consent"
    case .unsupported: "Unsupported"
    case .userAgent: "User-Agent"
    case .userToUser: "User-to-User"
    case .via: "Via"
    case .warning: "Warning"
    case .wwwAuthenticate: "WWW-Authenticate"
    }
  }

  /// The compact forms of the registry.
  static let compactForms: [(letter: String, name: KnownHeaderName)] = [
    ("a", .acceptContact), ("b", .referredBy), ("c", .contentType), ("d", .requestDisposition), ("e", .contentEncoding),
    ("f", .from), ("i", .callID), ("j", .rejectContact), ("k", .supported), ("l", .contentLength), ("m", .contact),
    ("n", .identityInfo), ("o", .event), ("r", .referTo), ("s", .subject), ("t", .to), ("u", .allowEvents), ("v", .via),
    ("x", .sessionExpires), ("y", .identity),
  ]
}
