//! Which addresses the pods of a namespace reach: none, unless DNS or the internet is allowed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicyEgressRule, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use registry_shared::excerpt::Quoted;

use crate::kubernetes::error::{ObjectError, ObjectErrorKind};

/// The IPv4 addresses that are not on the internet: those that are not globally reachable according to
/// <https://www.iana.org/assignments/iana-ipv4-special-registry/>, multicast, and public ones with another meaning
/// inside of a cloud.
#[rustfmt::skip]
const NOT_INTERNET_V4: [Block; 16] = [
    v4([0, 0, 0, 0], 8),          // "This network": RFC 791, section 3.2.
    v4([10, 0, 0, 0], 8),         // Private use: RFC 1918.
    v4([100, 64, 0, 0], 10),      // Shared address space: RFC 6598. Alibaba Cloud's metadata is at 100.100.100.200.
    v4([127, 0, 0, 0], 8),        // Loopback: RFC 1122, section 3.2.1.3.
    v4([168, 63, 129, 16], 32),   // Azure's platform services: <https://learn.microsoft.com/azure/virtual-network/>.
    v4([169, 254, 0, 0], 16),     // Link-local: RFC 3927. Most clouds' metadata is at 169.254.169.254.
    v4([172, 16, 0, 0], 12),      // Private use: RFC 1918.
    v4([192, 0, 0, 0], 24),       // IETF protocol assignments: RFC 6890, section 2.1. Oracle used 192.0.0.192 for metadata.
    v4([192, 0, 2, 0], 24),       // Documentation: RFC 5737.
    v4([192, 88, 99, 0], 24),     // Relays of 6to4, deprecated: RFC 7526.
    v4([192, 168, 0, 0], 16),     // Private use: RFC 1918.
    v4([198, 18, 0, 0], 15),      // Benchmarking: RFC 2544.
    v4([198, 51, 100, 0], 24),    // Documentation: RFC 5737.
    v4([203, 0, 113, 0], 24),     // Documentation: RFC 5737.
    v4([224, 0, 0, 0], 4),        // Multicast: RFC 1112, section 4.
    v4([240, 0, 0, 0], 4),        // Reserved, and limited broadcast: RFC 1112, section 4, and RFC 8190.
];

/// All IPv4 addresses.
const ALL_V4: Block = v4([0, 0, 0, 0], 0);

/// Global unicast: <https://www.iana.org/assignments/ipv6-address-space/>. IANA assigns internet addresses from this
/// block only. It excludes loopback (`::1`), IPv4-mapped addresses (`::ffff:0:0/96`), those that NAT64 translates to
/// IPv4 (`64:ff9b::/96` and `64:ff9b:1::/48`), unique local addresses (`fc00::/7`, in which AWS, Google Cloud and Oracle
/// have their metadata), link-local ones (`fe80::/10`), multicast (`ff00::/8`), and everything reserved.
const INTERNET_V6: Block = v6(0x2000_0000 << 96, 3);

/// The addresses in [`INTERNET_V6`] that are not globally reachable according to
/// <https://www.iana.org/assignments/iana-ipv6-special-registry/>, or that contain IPv4 addresses.
const NOT_INTERNET_V6: [Block; 4] = [
    v6(0x2001_0000 << 96, 23), // IETF protocol assignments: RFC 2928. It includes Teredo: RFC 4380.
    v6(0x2001_0db8 << 96, 32), // Documentation: RFC 3849.
    v6(0x2002_0000 << 96, 16), // 6to4: RFC 3056.
    v6(0x3fff_0000 << 96, 20), // Documentation: RFC 9637.
];

/// A range of addresses in CIDR notation: RFC 4632, section 3.1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    address: IpAddr,
    length: u8,
}

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Block {
    Block { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), length }
}

const fn v6(bits: u128, length: u8) -> Block {
    Block { address: IpAddr::V6(Ipv6Addr::from_bits(bits)), length }
}

impl Block {
    pub(super) fn parse(text: &str) -> Result<Self, ObjectError> {
        let error = |help: &str| {
            let message = format!("address range {} is not valid: {help}", Quoted(text));
            ObjectError::new(ObjectErrorKind::Address, message)
        };
        let form = "write an address and a prefix length, as in `203.0.113.0/24` or `2001:db8::/32`";
        let (address, length) = text.split_once('/').ok_or_else(|| error(form))?;
        let address: IpAddr = address.parse().map_err(|_| error(form))?;
        let max = if address.is_ipv4() { 32 } else { 128 };
        let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let length = length.parse().ok().filter(|length| is_number && *length <= max).ok_or_else(|| error(form))?;
        if matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some()) {
            return Err(error("write an IPv4 address without `::ffff:`"));
        }
        let block = Self { address, length };
        if block.first() != block {
            return Err(error(&format!(
                "it does not begin at its first address, did you mean `{}`?",
                block.first().text()
            )));
        }
        Ok(block)
    }

    fn text(self) -> String {
        format!("{}/{}", self.address, self.length)
    }

    /// Returns the range with its first address.
    fn first(self) -> Self {
        let address = match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.length)).unwrap_or(0);
                Ipv4Addr::from_bits(address.to_bits() & mask).into()
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                Ipv6Addr::from_bits(address.to_bits() & mask).into()
            }
        };
        Self { address, ..self }
    }

    /// Returns whether every address of `other` is in this range.
    fn contains(self, other: Self) -> bool {
        self.address.is_ipv4() == other.address.is_ipv4()
            && self.length <= other.length
            && Self { length: self.length, ..other }.first() == self
    }
}

/// What the pods of a namespace may reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    pub(super) allow_dns: bool,
    pub(super) allow_internet: bool,
    pub(super) except: Vec<String>,
}

impl Network {
    /// Returns a policy for all pods of a namespace. Naming a direction denies everything in it that no rule allows:
    /// <https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies>.
    pub(super) fn policy(&self) -> Result<NetworkPolicySpec, ObjectError> {
        let mut egress = Vec::new();
        if self.allow_dns {
            egress.push(dns());
        }
        let except: Vec<Block> = self.except.iter().map(|text| Block::parse(text)).collect::<Result<_, _>>()?;
        if self.allow_internet {
            // A rule without peers would allow every address.
            let peers = internet(&except);
            egress.extend((!peers.is_empty()).then_some(NetworkPolicyEgressRule { ports: None, to: Some(peers) }));
        }
        Ok(NetworkPolicySpec {
            egress: Some(egress).filter(|egress| !egress.is_empty()),
            ingress: None,
            pod_selector: Some(LabelSelector::default()),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
        })
    }
}

/// Allows queries to the cluster's DNS, which has these labels in every common distribution:
/// <https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/#check-if-the-dns-pod-is-running>.
fn dns() -> NetworkPolicyEgressRule {
    let labels = |key: &str, value: &str| {
        let match_labels = Some([(key.to_owned(), value.to_owned())].into());
        Some(LabelSelector { match_labels, ..LabelSelector::default() })
    };
    let peer = NetworkPolicyPeer {
        namespace_selector: labels("kubernetes.io/metadata.name", "kube-system"),
        pod_selector: labels("k8s-app", "kube-dns"),
        ..NetworkPolicyPeer::default()
    };
    let port = |protocol: &str| NetworkPolicyPort {
        port: Some(IntOrString::Int(53)),
        protocol: Some(protocol.to_owned()),
        ..NetworkPolicyPort::default()
    };
    NetworkPolicyEgressRule { ports: Some(vec![port("UDP"), port("TCP")]), to: Some(vec![peer]) }
}

/// Returns the internet without the given ranges.
fn internet(except: &[Block]) -> Vec<NetworkPolicyPeer> {
    let peer = |all: Block, never: &[Block]| {
        if except.iter().any(|block| block.contains(all)) {
            return None;
        }
        let mut blocks = never.to_vec();
        for block in except.iter().filter(|block| all.contains(**block)) {
            if !blocks.iter().any(|other| other.contains(*block)) {
                blocks.push(*block);
            }
        }
        let except = Some(blocks.into_iter().map(Block::text).collect());
        Some(NetworkPolicyPeer { ip_block: Some(IPBlock { cidr: all.text(), except }), ..NetworkPolicyPeer::default() })
    };
    [peer(ALL_V4, &NOT_INTERNET_V4), peer(INTERNET_V6, &NOT_INTERNET_V6)].into_iter().flatten().collect()
}
