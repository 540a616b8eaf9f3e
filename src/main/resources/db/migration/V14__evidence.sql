-- The key that signs evidence, unless a secret is set for it: one for all nodes, made when it is first needed.
create table evidence_key (
    id          smallint primary key,
    -- Ed25519, PKCS#8 in DER. It is never read for anything but signing.
    private_key bytea not null,
    fingerprint varchar(100) not null,
    at          timestamp with time zone not null,
    constraint evidence_key_only check (id = 1)
);

-- Whether the sender proved who it is: true by signature or token, false when the source asks for no proof, null when it is not known.
alter table inbox add column proved boolean;
