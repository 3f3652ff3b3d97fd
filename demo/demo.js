/* The record: ready-made cases, the form drawn from the policy, and what joins form, policy and panel. */
(function () {
  'use strict';

  const demo = window.safegradeDemo;
  const words = demo.words, t = words.t, make = words.make;
  const byId = function (id) { return document.getElementById(id); };
  const policyFile = 'policies/dorset.rules';

  /* ---- ready-made cases: every person is invented; facts are those of the Dorset policy ---- */

  const everythingElse = {
    in_care: false, out_of_character: false, crime_suspected: false, suicidal_intent: false, means_taken: false,
    with_unsafe_adult: false, companion_high: false, dementia: false, disability: false, needs_medication: false,
    public_can_help: false, cse_marker: false, indicators: [], moderate_signs: [], vulnerabilities: [],
    on_pnc: false, inspector_reason: false, prevention_interview_done: false, return_interview_done: false
  };
  function withRest(facts) { return Object.assign({}, everythingElse, facts); }

  const cases = [
    {
      title: { en: 'The third time from care', cy: 'Y trydydd tro o ofal' },
      number: 'MP/16/00417', name: 'Cerys Marlowe', by: { en: 'Quayside House (children’s home)', cy: 'Quayside House (cartref plant)' }, owner: 'PC 4127 Hale', now: '2016-03-24 21:45',
      facts: withRest({ status: 'missing', age: 15, in_care: true, area: 'poole', reported_at: '2016-03-24 21:00', last_seen_at: '2016-03-24 18:30', episodes_90_days: 3, weather: 'fair' })
    },
    {
      title: { en: 'First call, age not known', cy: 'Galwad gyntaf, oed ddim yn hysbys' },
      number: 'MP/16/00422', name: 'Jordan (family name not known)', by: { en: 'A neighbour', cy: 'Cymydog' }, owner: 'PC 2555 Frome', now: '2016-03-26 23:10',
      facts: { status: 'missing', age: null, area: 'bournemouth', reported_at: '2016-03-26 23:05', out_of_character: null }
    },
    {
      title: { en: 'Signs of exploitation', cy: 'Arwyddion camfanteisio' },
      number: 'MP/16/00398', name: 'Alisha Penrose', by: { en: 'Her grandmother', cy: 'Ei mam-gu' }, owner: 'PC 2093 Stour', now: '2016-03-19 00:20',
      facts: withRest({
        status: 'missing', age: 14, area: 'dorset', reported_at: '2016-03-18 22:40', last_seen_at: '2016-03-18 15:20', episodes_90_days: 2, weather: 'poor',
        serious_harm: null, cse_marker: true, on_pnc: true,
        indicators: { overnight: true, older_partner: true, unknown_cars: null, unexplained_money: true, known_places: null, injuries: false },
        moderate_signs: { late_nights: true, phone_use: true, despair: null, exclusion: true, drugs: null, alcohol: false },
        vulnerabilities: { neglect: null, physical_abuse: false, sexual_abuse: null, family_breakdown: true, domestic_abuse: true, isolated: false, no_trusted_adult: true }
      })
    },
    {
      title: { en: 'Medicine due at six', cy: 'Meddyginiaeth i fod am chwech' },
      number: 'MP/16/00183', name: 'Edwin Farrow', by: { en: 'His daughter', cy: 'Ei ferch' }, owner: 'PC 3310 Lytchett', now: '2016-02-01 14:00',
      facts: withRest({ status: 'missing', age: 67, area: 'bournemouth', reported_at: '2016-02-01 13:00', last_seen_at: '2016-02-01 12:00', serious_harm: false, needs_medication: true, medication_due_at: '2016-02-01 18:00', weather: 'poor' })
    },
    {
      title: { en: 'Home again, interview late', cy: 'Adref eto, cyfweliad yn hwyr' },
      number: 'MP/16/00425', name: 'Tomos Arden', by: { en: 'His foster carer', cy: 'Ei ofalwr maeth' }, owner: 'PC 1876 Wareham', now: '2016-03-29 23:30',
      facts: withRest({ status: 'found', age: 14, in_care: true, area: 'bournemouth', reported_at: '2016-03-26 20:00', last_seen_at: '2016-03-26 19:00', returned_at: '2016-03-26 22:00', episodes_90_days: 1, serious_harm: false, weather: 'fair', prevention_interview_done: true })
    },
    {
      title: { en: 'Sent by another system, with faults', cy: 'O system arall, gyda diffygion' },
      number: 'MP/16/00431', name: 'Robin Sandford', by: { en: 'Transfer from a neighbouring force', cy: 'Trosglwyddiad gan heddlu cyfagos' }, owner: 'PC 4790 Purbeck', now: '2016-03-30 09:00',
      facts: withRest({ status: 'missing', age: 'fifteen', area: 'wales', reported_at: '2016-03-30 08:20', last_seen_at: '2016-02-31 22:00', episodes_90_days: 400, weather: 'foggy', hair_colour: 'brown', indicators: { overnight: true, new_phone: true } })
    }
  ];

  /* ---- state ---- */

  const state = {
    loading: true, engine: null, schema: null, decision: null, version: '',
    text: '', opened: '', fileName: '', diagnostics: [], results: [], stale: false,
    record: cases[0], answers: {}, now: '2016-03-24T21:45+00:00', fields: new Map(), notice: null
  };

  /* ---- the fields of the form ---- */

  function makeField(fact, index) {
    const id = 'fact-' + index;
    const field = { fact: fact, odd: null };
    const changed = function () {
      const value = control.read();
      if (value === undefined) delete state.answers[fact.name]; else state.answers[fact.name] = value;
      field.odd = null;
      decide();
    };
    const control = demo.controls[fact.type](fact, id, changed, function () { return state.now; });
    const note = make('p', { class: 'note', id: id + '-note' });
    const mark = make('span', { class: 'mark' });
    const clear = words.wiper(fact.ask, function () { control.show(undefined); changed(); field.focus(); });
    clear.classList.add('clear');
    const ask = words.node(fact.ask);
    const head = control.group ? make('legend', {}, ask, mark) : make('label', { for: id }, ask, mark);
    field.node = make(control.group ? 'fieldset' : 'div', { class: 'field' + (control.wide ? ' wide' : '') }, head, control.nodes, clear, note);
    const targets = field.node.querySelectorAll('input, select');
    targets.forEach(function (node) { node.setAttribute('aria-describedby', note.id); });
    field.focus = function (option) {
      const target = control.first ? control.first(option).input : byId(id);
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: 'center' });
    };
    field.show = function (value) {
      field.odd = control.show(value) ? null : value;
    };
    /* What the decision says about this field. */
    field.mark = function (decision) {
      const value = state.answers[fact.name];
      const fault = decision && decision.faults.find(function (f) { return f.fact === fact.name; });
      const asked = decision && decision.questions.some(function (q) { return q.fact === fact.name; });
      const text = [];
      if (field.odd !== null) text.push(t('cannot_show', { value: typeof field.odd === 'string' ? field.odd : JSON.stringify(field.odd) }));
      if (value === null) text.push(fact.presume === null ? t('worst') : t('presumed', { what: fact.presume.replace('..', '–') }));
      note.replaceChildren.apply(note, [fault ? words.told(words.full(fault.message) + ' ', 'strong') : ''].concat(text.join(' ')));
      note.hidden = !fault && !text.length;
      targets.forEach(function (node) { if (fault) node.setAttribute('aria-invalid', 'true'); else node.removeAttribute('aria-invalid'); });
      field.node.classList.toggle('open', Boolean(asked));
      field.node.classList.toggle('wrong', Boolean(fault));
      mark.replaceChildren(asked ? make('span', { class: 'unseen' }, ' (' + t('can_change') + ')') : '');
      clear.classList.toggle('idle', value === undefined);
    };
    return field;
  }

  /* Where a fact stands in the form. A policy does not say, so its type and the words of its name must. */
  const wordsOf = [
    ['sec_done', /(^|_)(done|pnc|told|inspector|interview\w*|review\w*|circulated|recorded)(_|$)/],
    ['sec_person', /(^|_)(age|born|birth|sex|gender|care|area|address|dementia|disab\w*|illness|medic\w*|pregnan\w*|language)(_|$)/],
    ['sec_episode', /(^|_)(status|episodes?|hours|days|report\w*|seen|found|return\w*)(_|$)/]
  ];
  function sectionOf(fact) {
    if (fact.type === 'any_of') return 'sec_signs';
    const found = wordsOf.find(function (pair) { return pair[1].test(fact.name); });
    if (found) return found[0];
    return ['moment', 'date', 'duration'].includes(fact.type) ? 'sec_episode' : 'sec_circumstances';
  }

  function drawForm() {
    const form = byId('form'), nav = byId('sections');
    state.fields.clear();
    state.sections = [];
    if (!state.schema) {
      form.replaceChildren(make('p', { class: 'hint' }, t(state.loading ? 'loading' : 'no_form')));
      nav.replaceChildren();
      return;
    }
    state.schema.facts.forEach(function (fact, i) { state.fields.set(fact.name, makeField(fact, i)); });
    const nodes = [];
    const links = [];
    ['sec_episode', 'sec_person', 'sec_circumstances', 'sec_signs', 'sec_done'].forEach(function (key) {
      const early = function (fact) { return key === 'sec_episode' && ['moment', 'date'].includes(fact.type) ? 0 : 1; };
      const facts = state.schema.facts.filter(function (fact) { return sectionOf(fact) === key; })
        .sort(function (a, b) { return early(a) - early(b); });
      if (!facts.length) return;
      const count = make('span', { class: 'count' }), here = make('span', { class: 'count' });
      nodes.push(make('section', { class: 'group', id: key, tabindex: '-1', 'aria-labelledby': key + '-title' },
        make('h2', { id: key + '-title' }, make('span', {}, t(key)), ' ', here),
        make('div', { class: 'fields' }, facts.map(function (fact) { return state.fields.get(fact.name).node; }))));
      links.push(make('li', {}, make('a', { href: '#' + key }, t(key), ' ', count)));
      state.sections.push({ facts: facts, count: count, here: here });
    });
    nav.replaceChildren(make('ul', {}, links));
    form.replaceChildren.apply(form, [make('p', { class: 'legend' }, make('span', { class: 'bar', 'aria-hidden': 'true' }), ' ', t('marked'))].concat(nodes));
    showAnswers();
  }

  function showAnswers() {
    state.fields.forEach(function (field, name) { field.show(state.answers[name]); });
  }

  function markForm() {
    state.fields.forEach(function (field) { field.mark(state.decision); });
    (state.sections || []).forEach(function (section) {
      const n = section.facts.filter(function (fact) { return state.answers[fact.name] !== undefined; }).length;
      section.count.replaceChildren(make('span', { 'aria-hidden': 'true' }, t('answered', { n: n, all: section.facts.length })),
        make('span', { class: 'unseen' }, t('answered_long', { n: n, all: section.facts.length })));
      section.here.textContent = t('answered_long', { n: n, all: section.facts.length });
    });
  }

  /* ---- grading ---- */

  function view() {
    return {
      loading: state.loading, schema: state.schema, decision: state.decision, stale: state.stale, version: state.version,
      actions: { focusFact: focusFact, goTo: goTo, showRule: showRule, remove: removeFact }
    };
  }

  function decide() {
    const before = state.decision;
    if (state.engine) {
      try {
        state.decision = state.engine.decide(state.answers, state.now);
      } catch (error) {
        state.decision = null;
        state.engine = null;
        setNotice('failed', 'failed_text', false, error);
      }
    }
    markForm();
    drawNow();
    demo.panel.draw(view());
    demo.panel.summary(view());
    announce(before);
  }

  /* Speaks only where a grade changed. */
  function announce(before) {
    if (!before || !state.decision) return;
    const said = [];
    state.schema.scales.forEach(function (scale) {
      const now = state.decision.outcomes[scale.name].act, was = before.outcomes[scale.name] && before.outcomes[scale.name].act;
      if (now === was) return;
      const level = function (name) { return words.inside(words.plain(demo.levelText(state.schema, scale.name, name))); };
      said.push(t(was === undefined ? 'announce_new' : 'announce', { scale: words.plain(demo.scaleText(scale.name)), level: level(now), was: was && level(was) }));
    });
    if (said.length) byId('status').textContent = said.join(' ');
  }

  function focusFact(name) {
    const parts = name.split('.'), field = state.fields.get(parts[0]);
    if (!field) return;
    choose('record');
    field.focus(parts[1]);
  }

  function removeFact(name) {
    delete state.answers[name];
    decide();
  }

  function showRule(name) {
    const at = new RegExp('^[ \\t]*(rule|escalate)\\s+' + name + '\\b', 'm').exec(state.text);
    choose('policy');
    if (at) select(at.index, at.index + at[0].length);
  }

  /* ---- now ---- */

  function goTo(stamp) {
    state.now = stamp;
    fillNow();
    decide();
  }

  function fillNow() {
    byId('now-date').value = words.boxDate(state.now);
    byId('now-time').value = state.now.slice(11, 16);
    setNowFault(null);
  }

  function setNowFault(key) {
    state.nowFault = key;
    ['now-date', 'now-time'].forEach(function (id) { if (key) byId(id).setAttribute('aria-invalid', 'true'); else byId(id).removeAttribute('aria-invalid'); });
  }

  function drawNow() {
    const node = byId('now-words'), text = words.moment(state.now) + ' ' + words.zone(state.now);
    node.textContent = state.nowFault ? t(state.nowFault, { now: text }) : text;
    node.classList.toggle('wrong', Boolean(state.nowFault));
  }

  function readNow() {
    const day = words.readDate(byId('now-date').value), time = words.readTime(byId('now-time').value);
    const wall = day && time && day + ' ' + time;
    const real = wall && new Date(wall.replace(' ', 'T') + 'Z');
    if (!wall || Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== day) setNowFault('now_bad');
    else if (words.instant(wall) === null) setNowFault('now_gap');
    else if (wall.replace(' ', 'T') !== state.now.slice(0, 16)) { goTo(words.stamp(words.instant(wall))); return; }
    else fillNow();
    drawNow();
  }

  /* ---- policy ---- */

  function usePolicy(text, name) {
    state.opened = text;
    state.fileName = name;
    byId('source').value = text;
    byId('policy-name').textContent = name;
    compile();
  }

  function compile() {
    state.text = byId('source').value;
    let compiled, schema, results;
    try {
      compiled = window.safegrade.compile(state.text, state.fileName);
      if (compiled.engine) {
        schema = compiled.engine.schema();
        results = compiled.engine.test();
        if (state.engine) state.engine.free();
      }
    } catch (error) {
      state.engine = state.decision = null;
      setNotice('failed', 'failed_text', false, error);
      decide();
      return;
    }
    state.diagnostics = compiled.diagnostics;
    state.stale = !compiled.engine && Boolean(state.engine);
    if (compiled.engine) {
      const same = JSON.stringify(schema) === JSON.stringify(state.schema);
      Object.assign(state, { engine: compiled.engine, schema: schema, results: results });
      setNotice(null);
      if (!same) drawForm();
    } else if (!state.engine) {
      setNotice('unread', 'unread_text', false);
      drawForm();
    }
    drawPolicy();
    decide();
  }

  function drawPolicy() {
    demo.policyView.draw({
      text: state.text, diagnostics: state.diagnostics, results: state.results, ready: Boolean(state.schema), stale: state.stale, select: select,
      mend: function (edit) { replace(state.text.slice(0, edit.start) + edit.text + state.text.slice(edit.end)); select(edit.start, edit.start + edit.text.length); }
    });
  }

  function replace(text) {
    byId('source').value = text;
    compile();
  }

  /* Shows and marks a stretch of the policy text. */
  function select(start, end) {
    const source = byId('source');
    const line = source.value.slice(0, start).split('\n').length - 1;
    source.focus({ preventScroll: true });
    source.setSelectionRange(start, Math.max(end, start));
    const height = source.scrollHeight / source.value.split('\n').length;
    source.scrollTop = Math.max(0, line * height - source.clientHeight / 3);
    source.scrollLeft = 0;
    source.scrollIntoView({ block: 'nearest' });
  }

  function layout() {
    const result = window.safegrade.format(state.text, state.fileName);
    if (result.text === null) byId('source-state').textContent = t('layout_failed');
    else replace(result.text);
  }

  function saveCopy() {
    const url = URL.createObjectURL(new Blob([state.text], { type: 'text/plain' }));
    make('a', { href: url, download: state.fileName || 'policy.rules' }).click();
    URL.revokeObjectURL(url);
  }

  function setNotice(title, text, open, error) {
    state.notice = title ? { title: title, text: text, open: open, error: error } : null;
    drawNotice();
  }

  function drawNotice() {
    const notice = state.notice;
    byId('notice').hidden = !notice;
    if (!notice) return;
    byId('notice-title').textContent = t(notice.title);
    byId('notice-text').textContent = t(notice.text, { message: notice.error ? String(notice.error.message || notice.error) : '' });
    byId('notice-open').hidden = !notice.open;
  }

  /* ---- cases, tabs, language ---- */

  function openCase(record) {
    state.record = record;
    state.answers = JSON.parse(JSON.stringify(record.facts));
    state.now = words.stamp(words.instant(record.now));
    fillNow();
    drawRecord();
    showAnswers();
    decide();
  }

  function drawRecord() {
    const record = state.record;
    byId('record-number').textContent = record.number;
    byId('record-facts').replaceChildren.apply(byId('record-facts'), [['name', record.name], ['reported_by', words.node(record.by)], ['owner', record.owner], ['record_status', t('open')]].map(function (row) {
      return make('div', {}, make('dt', {}, t(row[0])), make('dd', {}, row[1]));
    }));
  }

  function drawCases() {
    const select = byId('case'), at = Math.max(select.selectedIndex, 0);
    select.replaceChildren.apply(select, cases.map(function (record, i) { return words.node(record.title, 'option', { value: String(i) }); }));
    select.selectedIndex = at;
  }

  function choose(name) {
    ['record', 'policy'].forEach(function (tab) {
      byId('tab-' + tab).setAttribute('aria-selected', String(tab === name));
      byId('tab-' + tab).tabIndex = tab === name ? 0 : -1;
      byId(tab).hidden = tab !== name;
    });
    byId('gutter').scrollTop = byId('source').scrollTop;
  }

  function speak(lang) {
    words.lang = lang;
    words.apply();
    drawCases();
    drawRecord();
    drawForm();
    drawNotice();
    drawPolicy();
    decide();
  }

  /* ---- start ---- */

  function listen() {
    byId('lang-en').addEventListener('click', function () { speak('en'); });
    byId('lang-cy').addEventListener('click', function () { speak('cy'); });
    byId('case-open').addEventListener('click', function () { openCase(cases[byId('case').selectedIndex]); });
    byId('clear').addEventListener('click', function () { state.answers = {}; showAnswers(); decide(); });
    byId('print').addEventListener('click', function () { window.print(); });
    ['tools', 'form'].forEach(function (id) { byId(id).addEventListener('submit', function (event) { event.preventDefault(); }); });
    ['now-date', 'now-time'].forEach(function (id) { byId(id).addEventListener('change', readNow); });
    byId('now-device').addEventListener('click', function () { goTo(words.stamp(Date.now())); });
    document.querySelectorAll('.step').forEach(function (node) {
      node.addEventListener('click', function () { goTo(words.stamp(Date.parse(state.now) + Number(node.dataset.hours) * 3600000)); });
    });
    ['record', 'policy'].forEach(function (name, i, all) {
      byId('tab-' + name).addEventListener('click', function () { choose(name); });
      byId('tab-' + name).addEventListener('keydown', function (event) {
        const next = { ArrowRight: 1, ArrowLeft: 1, Home: i ? 1 : 0, End: i ? 0 : 1 }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        const target = all[(i + next) % 2];
        choose(target);
        byId('tab-' + target).focus();
      });
    });
    byId('source').addEventListener('input', compile);
    byId('source').addEventListener('scroll', function () { byId('gutter').scrollTop = byId('source').scrollTop; });
    byId('policy-format').addEventListener('click', layout);
    byId('policy-save').addEventListener('click', saveCopy);
    byId('policy-revert').addEventListener('click', function () { replace(state.opened); });
    document.querySelectorAll('[data-open]').forEach(function (node) { node.addEventListener('click', function () { byId('policy-file').click(); }); });
    byId('policy-file').addEventListener('change', function () {
      const file = byId('policy-file').files[0];
      if (file) file.text().then(function (text) { usePolicy(text, file.name); });
      byId('policy-file').value = '';
    });
    window.addEventListener('beforeprint', function () {
      document.querySelectorAll('#panel details').forEach(function (node) { node.open = true; });
    });
  }

  function start() {
    listen();
    drawCases();
    drawForm();
    openCase(cases[0]);
    if (!window.safegrade) { state.loading = false; setNotice('no_engine', 'no_engine_text', false); drawForm(); decide(); return; }
    const text = location.protocol === 'file:' ? null : fetch(policyFile).then(function (response) { return response.ok ? response.text() : null; }, function () { return null; });
    Promise.all([window.safegrade.ready, text]).then(function (both) {
      state.loading = false;
      state.version = typeof window.safegrade.version === 'function' ? window.safegrade.version() : String(window.safegrade.version);
      if (both[1] !== null) { usePolicy(both[1], policyFile.split('/').pop()); return; }
      if (location.protocol === 'file:') setNotice('from_folder', 'from_folder_text', true);
      else setNotice('not_fetched', 'not_fetched_text', true);
      drawForm();
      decide();
    }).catch(function (error) {
      state.loading = false;
      setNotice('no_engine', 'no_engine_text', false, error);
      drawForm();
      decide();
    });
  }

  start();
}());
