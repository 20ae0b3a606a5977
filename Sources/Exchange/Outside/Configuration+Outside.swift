import FlowLibrary
import SIPEngine
import SIPSyntax

/// Trunks and outgoing calls in the words of the SIP engine.
extension FlowLibrary.Configuration {
  var outsidePlan: OutsidePlan {
    OutsidePlan(
      trunks: trunks.map(\.plan), allow: outbound.allow, perNumberPerDay: outbound.perNumberPerDay,
      atOnce: outbound.atOnce, numbers: outbound.numbers.plan,
      emergency: OutsidePlan.Emergency(
        numbers: Set(outbound.emergency.numbers), trunk: outbound.emergency.trunk))
  }

  /// The transports that we listen on, from which we also send.
  var transports: Set<SIPFlow.Transport> {
    Set(sip.listen.compactMap { SIPFlow.Transport(rawValue: $0.transport.rawValue) })
  }

  var addressFamilies: ServerLocation.Families {
    var families: ServerLocation.Families = []
    for listen in sip.listen { families.insert(listen.host.contains(":") ? .ipv6 : .ipv4) }
    return families
  }
}

extension FlowLibrary.Configuration.Trunk {
  fileprivate var plan: TrunkPlan {
    TrunkPlan(
      name: name,
      account: account.map { TrunkPlan.Account(user: $0.user, password: $0.password, realm: $0.realm) },
      registration: registration.map { TrunkPlan.Registration(addressOfRecord: $0.uri, expires: $0.expires) },
      sendTo: sendTo, priority: priority, channels: channels, perSecond: perSecond, numbers: numbers.plan,
      callerID: CallerIDPlan(
        number: callerID.number, field: callerID.header.field, allowsPrivacy: callerID.privacy),
      trustsIdentity: trustIdentity, probe: probe)
  }
}

extension FlowLibrary.Configuration.Trunk.Numbers {
  fileprivate var plan: NumberPlan {
    let form: NumberPlan.Form =
      switch self.form {
      case .e164: .e164
      case .national: .national
      case .digits: .digits
      }
    return NumberPlan(
      form: form, country: country, nationalPrefix: nationalPrefix, internationalPrefix: internationalPrefix,
      strip: strip, prefix: prefix)
  }
}

extension FlowLibrary.Configuration.Trunk.CallerID.Header {
  fileprivate var field: CallerIDPlan.Field {
    switch self {
    case .asserted: .asserted
    case .from: .from
    case .remotePartyID: .remotePartyID
    }
  }
}
