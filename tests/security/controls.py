"""Security controls, each with how it is taken out of a copy of the sources and the test that then fails.

`docs/asvs.md` names them. `tests/security/test_controls.py` sees that each can be taken out and, at full length, that
its test fails without it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """In `file`, `has` stands once; with `instead` in its place `test` fails. An empty `has` appends `instead`."""

    file: str
    has: str
    instead: str
    test: str


CONTROLS = {
    # What is read
    "one key once": Control(
        "api/parsing.py",
        "if len(found) != len(pairs):",
        "if False:",
        "tests/api/test_bad_input.py::test_b19_only_one_json_object_in_utf8",
    ),
    "shallow json": Control(
        "api/parsing.py",
        "if _depth(text) > DEPTH:",
        "if False:",
        "tests/api/test_bad_input.py::test_b5_deep_json_is_refused",
    ),
    "short numbers": Control(
        "api/parsing.py",
        "if len(digits) > DIGITS:",
        "if False:",
        "tests/api/test_bad_input.py::test_b8_b11_no_number_that_is_none",
    ),
    "whole characters": Control(
        "api/parsing.py",
        "    _check_texts(value)\n",
        "",
        "tests/api/test_bad_input.py::test_b2_b3_b4_no_nul_and_no_half_character",
    ),
    "json only": Control(
        "config/settings.py",
        '"DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser"]',
        '"DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser", "rest_framework.parsers.FormParser"]',
        "tests/api/test_bad_input.py::test_b20_only_json_is_a_body",
    ),
    "known fields": Control(
        "journal/documents.py",
        'extra="forbid", strict=True',
        'extra="ignore", strict=True',
        "tests/api/test_bad_input.py::test_b21_unknown_fields_are_named",
    ),
    "exact types": Control(
        "journal/documents.py",
        'extra="forbid", strict=True',
        'extra="forbid", strict=False',
        "tests/api/test_bad_input.py::test_b9_b10_a_strength_is_a_whole_number",
    ),
    "parameters once": Control(
        "api/query.py",
        "or len(request.query_params.getlist(name)) != 1",
        "",
        "tests/api/test_bad_input.py::test_b35_unknown_and_forged_parameters_are_refused",
    ),
    "strict sign-in bodies": Control(
        "config/settings.py",
        '    "api.sign_in.strict_bodies",\n',
        "",
        "tests/security/test_sign_in_bodies.py::test_a_body_that_is_none_is_refused_on_every_route",
    ),
    "body cap": Control(
        "config/request_limits.py",
        "return next(large, DEFAULT_BODY) if signed_in else DEFAULT_BODY",
        "return next(large, DEFAULT_BODY)",
        "tests/flows/test_slow_callers.py::test_a_large_body_is_refused_before_it_is_sent",
    ),
    "no entities": Control(
        "journal/intake/apple.py",
        "from defusedxml.ElementTree import DefusedXMLParser",
        "from xml.etree.ElementTree import XMLParser as DefusedXMLParser",
        "tests/journal/test_apple_limits.py",
    ),
    "packed files": Control(
        "journal/intake/apple.py",
        "if large or info.file_size > LARGEST_XML:",
        "if False:",
        "tests/journal/test_apple_limits.py",
    ),
    "few rows": Control(
        "journal/intake/files.py",
        "if len(rows) == MOST_ROWS:",
        "if False:",
        "tests/journal",
    ),
    "files by content": Control(
        "journal/intake/files.py",
        'if head.startswith((b"PK", b"<")):',
        "if False:",
        "tests/journal/test_apple.py",
    ),
    # What is written
    "no formula": Control(
        "journal/export/tables.py",
        "if text.startswith(FORMULA) else text",
        "if False else text",
        "tests/api/test_bad_addresses.py::test_b27_no_cell_of_a_table_is_a_formula",
    ),
    "one line": Control(
        "delivery/mail.py",
        'return " ".join(NOT_IN_A_LINE.sub(" ", text).split())[:SUBJECT_LENGTH]',
        "return text",
        "tests/delivery",
    ),
    "one address": Control(
        "delivery/mail.py",
        "        validate_email(text)\n",
        "        pass\n",
        "tests/api/test_bad_addresses.py::test_b25_b26_what_is_no_address_is_refused_and_gets_no_mail",
    ),
    "own fonts only": Control(
        "care/report/fetching.py",
        'if not url.startswith("data:") and url not in files:',
        "if False:",
        "tests/security/test_paper.py",
    ),
    "push services only": Control(
        "delivery/push/hosts.py",
        "return port in (None, 443) and (host in EXACT or host.endswith(UNDER))",
        "return port in (None, 443)",
        "tests/api/test_push.py::test_what_no_browser_would_send_is_refused",
    ),
    "outside addresses only": Control(
        "delivery/push/hosts.py",
        "outside = [place for place in places if is_outside(place[1][0])]",
        "outside = places",
        "tests/delivery/test_push_hosts.py",
    ),
    "no redirect elsewhere": Control(
        "api/administration/site.py",
        'target = wanted if PAGE.fullmatch(wanted) else "/admin/"',
        "target = wanted",
        "tests/api/test_bad_addresses.py::test_b24_nobody_is_sent_elsewhere",
    ),
    "no link in a name": Control(
        "accounts/names.py",
        "return HIDDEN.search(words) is not None or LINK.search(_plain(words)) is not None",
        "return False",
        "tests/security/test_codes_and_mail.py::test_a_name_holds_no_link",
    ),
    "nothing told of a fault": Control(
        "api/problems.py",
        "    return page(*BUG)\n",
        '    return page(500, "server_error", str(fault))\n',
        "tests/security/test_errors.py",
    ),
    # Who may do what
    "permission of the scope": Control(
        "api/access.py",
        "    if need not in OPENS[consent.scope]:\n",
        "    if False:\n",
        "tests/security/test_reach.py::test_a_carer_hands_nothing_over_and_empties_no_night",
    ),
    "a consent in force": Control(
        "accounts/managers.py",
        'return self.filter(lasts, state="active")',
        "return self.all()",
        "tests/api/authz/test_matrix.py::test_after_revocation_every_door_is_shut_at_once",
    ),
    "somebody else's consent opens nothing": Control(
        "accounts/queries.py",
        "held = Consent.objects.in_force(on).filter(patient=patient, grantee=grantee)",
        "held = Consent.objects.in_force(on).filter(patient=patient)",
        "tests/api/authz/test_matrix.py",
    ),
    "role asked each time": Control(
        "accounts/queries.py",
        "    if not grantee.is_therapist:\n",
        "    if False:\n",
        "tests/security/test_reach.py::test_without_the_role_nothing_opens",
    ),
    "first night": Control(
        "accounts/access.py",
        "return self.since is None or day >= self.since",
        "return True",
        "tests/security/test_reach.py",
    ),
    "no background in a summary": Control(
        "accounts/access.py",
        "return self.scope in (OWN, Consent.Scope.FULL)",
        "return True",
        "tests/security/test_reach.py::test_a_summary_tells_no_health_background",
    ),
    "fresh proof": Control(
        "accounts/proof.py",
        "return abs(now.timestamp() - proved_at(session)) < LASTS.total_seconds()",
        "return True",
        "tests/security/test_fresh_proof.py::test_a_proof_lasts_a_quarter_of_an_hour",
    ),
    "fresh proof at sign-in's routes": Control(
        "config/settings.py",
        '    "api.proving.proven_first",\n',
        "",
        "tests/security/test_fresh_proof.py::test_an_apps_token_is_asked_alike",
    ),
    "factor of administrators": Control(
        "api/administration/site.py",
        "return user is not None and has_second_factor(user) and _fresh(request)",
        "return user is not None and _fresh(request)",
        "tests/security/test_administration.py::test_a_password_alone_opens_no_administration",
    ),
    "factor of therapists": Control(
        "accounts/queries.py",
        "return bool(settings.SECOND_FACTOR) and not has_second_factor(user)",
        "return False",
        "tests/api/test_second_factor.py::test_without_one_no_door_of_the_desk_opens_and_each_says_why",
    ),
    "administration by verbs": Control(
        "config/read_only_admin.py",
        "",
        "\n\nReadOnlyAdmin.has_change_permission = lambda *_, **__: True  # type: ignore\n",
        "tests/security/test_administration.py::test_no_form_edits_adds_or_deletes_an_account",
    ),
    "looks cannot be changed": Control(
        "accounts/migrations/0004_looks.py",
        "BEFORE UPDATE ON accounts_look ",
        "BEFORE UPDATE ON accounts_user ",
        "tests/accounts/test_looks.py::test_the_database_refuses_to_change_or_remove_a_row",
    ),
    "looks are written": Control(
        "api/access.py",
        "        record_look(patient=consent.patient, reader=user, role=role, what=done, now=now)\n",
        "        pass\n",
        "tests/accounts/test_looks.py::test_who_looked_when_at_what",
    ),
    # Signing in and sessions
    "tries of an account": Control(
        "accounts/sign_in_limits.py",
        '"login_failed": Limits((limits.ADDRESS_TRIES,), (limits.ACCOUNT_TRIES,)),',
        '"login_failed": Limits((limits.ADDRESS_TRIES,)),',
        "tests/security/test_sign_in_limits.py::test_guesses_are_delayed_longer_and_longer",
    ),
    "a known device's own budget": Control(
        "accounts/sign_in_limits.py",
        'if action == "login_failed" and (known := known_device(request, account)):',
        'if action == "never" and (known := known_device(request, account)):',
        "tests/security/test_sign_in_limits.py::test_nobody_locks_the_owner_out_of_a_known_device",
    ),
    "limits in rows": Control(
        "accounts/sign_in_limits.py",
        "    ratelimit.consume = consume\n",
        "",
        "tests/security/test_sign_in_limits.py::test_an_emptied_cache_forgets_no_guess",
    ),
    "address behind our proxy": Control(
        "delivery/adapter.py",
        "trusted = settings.TRUSTED_PROXIES",
        "trusted = len(claimed)",
        "tests/security/test_sign_in_limits.py::test_a_claimed_address_is_ignored_without_a_proxy",
    ),
    "one host": Control(
        "config/settings.py",
        '    "config.middleware.one_host",\n',
        "",
        "tests/security/test_sign_in_limits.py::test_another_host_is_not_answered_and_counts_nothing_anew",
    ),
    "mailed codes are counted": Control(
        "accounts/sign_in_limits.py",
        '"request_login_code": Limits((limits.MAILED_CODES_ADDRESS,), mailbox=(limits.MAILED_CODES,)),',
        '"request_login_code": Limits((limits.MAILED_CODES_ADDRESS,)),',
        "tests/security/test_sign_in_limits.py::test_mailed_codes_are_counted_by_account",
    ),
    "codes are not guessed": Control(
        "accounts/services/limits.py",
        "    if found is None:\n        _count(rule, row, now)\n",
        "",
        "tests/security/test_codes_and_mail.py::test_visit_codes_are_not_guessed",
    ),
    "a code is a digest": Control(
        "accounts/codes.py",
        "return hashlib.sha256(plain.encode()).hexdigest()",
        "return plain",
        "tests/security/test_sign_in_rules.py::test_no_code_stands_in_the_database",
    ),
    "codes of chance": Control(
        "accounts/codes.py",
        "return _grouped(secrets.token_bytes(length))",
        'return _grouped(b"\\0" * length)',
        "tests/security/test_sign_in_rules.py::test_codes_are_long_and_never_twice_the_same",
    ),
    "invitations are counted": Control(
        "accounts/limits.py",
        'INVITATIONS = Rule("invitation.inviter", 20, DAY)',
        'INVITATIONS = Rule("invitation.inviter", 20_000, DAY)',
        "tests/security/test_codes_and_mail.py::test_one_person_sends_so_many_invitations_a_day",
    ),
    "what costs much is counted": Control(
        "accounts/limits.py",
        'PAPERS = Rule("paper.account", 40, HOUR)',
        'PAPERS = Rule("paper.account", 40_000, HOUR)',
        "tests/security/test_codes_and_mail.py::test_visit_links_papers_and_exports_are_counted",
    ),
    "twenty sessions": Control(
        "accounts/services/factors.py",
        "old = list(rows[keep:])",
        "old = list(rows[:0])",
        "tests/security/test_sign_in_limits.py::test_an_account_is_signed_in_in_so_many_places",
    ),
    "a new factor ends sessions": Control(
        "accounts/services/factors.py",
        "        end_other_sessions(user=user, kept=request.session.session_key)\n",
        "        pass\n",
        "tests/api/test_second_factor.py::test_adding_one_ends_every_other_session_and_says_so",
    ),
    "disabling ends sessions": Control(
        "accounts/services/administration.py",
        "    if not active:\n        end_other_sessions(user=person, kept=None)\n",
        "",
        "tests/security/test_administration.py::test_sessions_end_with_disabling_and_the_lost_factor",
    ),
    "csrf token": Control(
        "config/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "tests/security/test_sign_in_rules.py::test_sign_in_of_a_browser_wants_its_token",
    ),
    "csrf token of the api": Control(
        "api/authentication.py",
        "            super().enforce_csrf(request._request)",
        "            pass",
        "tests/api/test_sign_in.py::test_a_cookie_without_its_csrf_token_writes_nothing",
    ),
    "argon2": Control(
        "config/settings.py",
        'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]',
        'PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]',
        "tests/security/test_sign_in_rules.py::test_a_password_is_kept_by_argon2id",
    ),
    "factors are sealed": Control(
        "accounts/sealing.py",
        "return V1 + Fernet(_key(settings.SECRET_KEY)).encrypt(text.encode()).decode()",
        "return text",
        "tests/accounts/test_sealing.py::test_neither_secret_nor_seed_stands_in_the_database",
    ),
    "demo people at home only": Control(
        "api/management/commands/demo.py",
        "if not settings.LOCAL:",
        "if False:",
        "tests/api/test_sign_in.py::test_the_demo_refuses_on_any_other_host",
    ),
    "earlier keys": Control(
        "accounts/sealing.py",
        "keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]",
        "keys = [settings.SECRET_KEY]",
        "tests/security/test_rotation.py::test_a_new_secret_key",
    ),
    "signed links": Control(
        "delivery/unsubscribe.py",
        "        said = _signer().unsign(token)\n",
        '        said = token.rpartition(".")[0]\n',
        "tests/api/test_mail.py::test_a_link_we_never_made_does_nothing",
    ),
    "backups are sealed": Control(
        "privacy/sealing.py",
        "    if split.digest.hexdigest() != manifest.sha256:\n",
        "    if False:\n",
        "tests/privacy/test_sealing.py",
    ),
    # Load and logs
    "codes are struck from logs": Control(
        "config/redaction.py",
        'redacted = GROUPED.sub("-", SECRET.sub(r"\\1-", said))',
        "redacted = said",
        "tests/security/test_codes_and_mail.py::test_a_token_in_an_address_stands_in_no_log",
    ),
    "slow readers hold no worker": Control(
        "config/request_limits.py",
        "patience: float = 20.0",
        "patience: float = 20_000.0",
        "tests/config/test_request_buffering.py",
    ),
    "all or nothing": Control(
        "api/imports.py",
        "yield from insights.taking_edits(patient=patient, edits=made.edits, now=now)",
        "yield from insights.taking_edits(patient=patient, edits=made.edits[:1], now=now)",
        "tests/api/test_import_progress.py",
    ),
    # What the sources do without
    "no evaluated text": Control("api/me.py", "", "\n\nFOUND = eval('1')\n", "tests/security/test_absent.py"),
    "no query of text": Control(
        "journal/queries.py",
        "",
        "\n\nFOUND = Night.objects.raw\nFOUND('x')\nNight.objects.raw('x')\n",
        "tests/security/test_absent.py",
    ),
    "no shell": Control(
        "privacy/dump.py", "", "\n\nsubprocess.run('true', shell=True)\n", "tests/security/test_absent.py"
    ),
    "no revived objects": Control(
        "api/me.py", "", "\n\nimport pickle\npickle.loads(b'I1\\n.')\n", "tests/security/test_absent.py"
    ),
    "no html of text": Control(
        "pwa/src/App.svelte", "", "\n{@html '<b>x</b>'}\n", "tests/security/test_absent.py"
    ),
}
