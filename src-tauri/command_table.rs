// The window's commands, in one place. Each line is a command's name, what it takes, what it answers, the data that it
// reads, and the data that it makes stale. Whoever needs the list includes this file beside a `commands!` macro of its
// own: the build script (which commands there are at all), the shell (the handlers, and that their types are these),
// and the architecture test (the capability, and the window's side in `ui/src/ipc/commands.ts`).
commands! {
    session(()) -> Session, reads [session], stales [];
    standing(()) -> DeskStanding, reads [standing], stales [];
    firm_choices(()) -> FirmChoices, reads [firms], stales [];
    choose_firm(ChosenFirm) -> (), reads [], stales [firms];
    wipe(()) -> (), reads [], stales [session, standing];
    sign_out(()) -> (), reads [], stales [firms];
    pick_export(()) -> PickedExport, reads [], stales [];
    check_export(()) -> ImportAnswer, reads [], stales [];
    take_export(ExportTaken) -> ImportAnswer, reads [], stales [session, standing, portal_users, clients, activity, recovery_key];
    open_firm(()) -> (), reads [], stales [session, standing, recovery_key];
    open_with_recovery_key(TypedRecoveryKey) -> (), reads [], stales [session, standing, recovery_key];
    begin_anew(()) -> SetAside, reads [], stales [session, standing, recovery_key];
    recovery_key(()) -> RecoveryKey, reads [recovery_key], stales [];
    recovery_key_is_kept(()) -> (), reads [], stales [recovery_key];
    portal_users(PortalUsersQuery) -> PortalUsersPage, reads [portal_users], stales [];
    portal_user_counts(()) -> PortalUserCounts, reads [portal_users], stales [];
    portal_user(PortalUserId) -> PortalUserDetail, reads [portal_users], stales [];
    user_portal(PortalUserId) -> UserPortal, reads [portal_users, clients], stales [];
    clients(ClientsQuery) -> ClientsPage, reads [clients], stales [];
    client(ClientId) -> ClientDetail, reads [clients, portal_users], stales [];
    client_portal(ClientId) -> PortalView, reads [clients], stales [];
    who_can_get_in(ClientId) -> WhoCanGetIn, reads [clients, portal_users], stales [];
    access_check(AccessCheckQuery) -> AccessCheck, reads [clients, portal_users], stales [];
    key_rehearsal(KeyRehearsalBody) -> KeyRehearsal, reads [], stales [];
    firm_settings(()) -> FirmSettingsView, reads [clients], stales [];
    activity(ActivityQuery) -> ActivityPage, reads [activity], stales [];
    open_paths(PairQuery) -> OpenPaths, reads [portal_users], stales [];
    link(LinkChange) -> LinkAnswer, reads [], stales [portal_users, activity];
    de_link(LinkChange) -> LinkAnswer, reads [], stales [portal_users, activity];
    close_access(CloseAccessChange) -> CloseAccessAnswer, reads [], stales [portal_users, activity];
    unbar(LinkChange) -> LinkAnswer, reads [], stales [portal_users, activity];
    open_key(KeyOpening) -> KeyOpened, reads [], stales [clients, activity];
    intents(()) -> IntentList, reads [intents], stales [];
    foresee_intent(IntentBody) -> IntentForeseen, reads [portal_users], stales [];
    intend(IntentBody) -> IntentAnswer, reads [], stales [intents];
    confirm_intents(IntentIds) -> IntentList, reads [], stales [intents, portal_users, activity];
    withdraw_intent(IntentId) -> (), reads [], stales [intents];
    dismiss_intent(IntentId) -> (), reads [], stales [intents];
    discard_unreadable_intents(()) -> (), reads [], stales [intents];
    links_batch(LinksBatch) -> LinksBatchAnswer, reads [], stales [portal_users, activity];
    copy_users(UsersTable) -> TableTaken, reads [], stales [];
    export_users(UsersExport) -> TableTaken, reads [], stales [];
    show_menu(WindowMenu) -> (), reads [], stales [];
    settings(()) -> WindowSettings, reads [settings], stales [];
    set_setting(WindowSetting) -> WindowSettings, reads [], stales [settings];
}
