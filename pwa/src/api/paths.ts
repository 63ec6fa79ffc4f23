import type { Night } from '../night/types'
import type { Way } from '../routes/security/proof.svelte'
import type { CaseloadAnswer, Held, Note, PatientPage, Plan, Review, VisitAnswer, Wanted } from './desk'
import type { Reply } from '../safety/ledger'
import type { Article, ArticlePage, Associations, Consent, Experiment, Experiments, Flag, Heatmap, Insights, Invited, ListOf, Look, MailChanges, MailForms, MailPreferences, Me, Offered, ProfileSummary, PushDevices, Quiet, Shown, SyncAnswer, SyncQuestion, Tips, Trashed, Trend, Version, VisitLink } from './types'

/** The routes this app calls, in the shape `openapi-typescript` writes: to be replaced by the schema's own. */
type Ok<T> = { responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } } }
type Get<T, Q = undefined> = { get: { parameters: { query?: Q } } & Ok<T> }
type Send<B, T> = { parameters: object; requestBody: { content: { 'application/json': B } } } & Ok<T>
type Gone = { responses: { 204: { headers: Record<string, unknown>; content?: never } } }
type None = { parameters: object; responses: { 204: { headers: Record<string, unknown>; content?: never } } }
type At<K extends string> = { parameters: { path: { [name in K]: string } } }

type Standing = { fresh: boolean; proofs: Way[] }

type Range = { from?: string; to?: string }

export interface paths {
  '/me/export': Get<Blob>
  '/me/proof': Get<Standing, { fresh?: 'true' }> & { post: Send<{ code: string }, Standing> }
  '/me/proof/code': { post: { parameters: object } & Ok<Standing> }
  '/me/therapist': { put: { parameters: object } & Ok<Me> } & { delete: { parameters: object } & Ok<Me> }
  '/me': Get<Me> & { patch: Send<Partial<Me>, Me>; delete: None }
  '/me/agreement': { put: Send<{ version: string; language: string }, Me> } & { delete: { parameters: object } & Ok<Me> }
  '/patients/me/sync': { post: Send<SyncQuestion, SyncAnswer> }
  '/patients/me/nights': Get<ListOf<Night>, Range & { cursor?: string }>
  '/patients/me/nights/{date}/history': { get: { parameters: { path: { date: string } } } & Ok<ListOf<Version>> }
  '/patients/me/nights/{date}/history/{version}/restore': { post: At<'date' | 'version'> & Ok<Night> }
  '/patients/me/nights/{date}/restore': { post: At<'date'> & Ok<Night> }
  '/patients/me/trash': Get<ListOf<Trashed>>
  '/patients/me/factors/{factor}/merge': { post: At<'factor'> & Send<{ into: string }, unknown> }
  '/patients/me/insights': Get<Insights>
  '/patients/me/safety': Get<ListOf<Flag> & { replies?: Reply[] }>
  '/patients/me/safety/{flag}/seen': { post: { parameters: { path: { flag: string } }; requestBody: { content: { 'application/json': { outcome: string; on: string } } } } & Ok<ListOf<Flag>> }
  '/patients/me/tips': Get<Tips>
  '/patients/me/experiments': Get<Experiments, { tip?: string }> & { post: Send<{ tip: string; start: string; nights: number; read: string[] }, Experiment> }
  '/patients/me/experiments/{id}': { patch: Send<{ state: string; read: string[] }, Experiment> & At<'id'> }
  '/patients/me/trends': Get<Trend, Range & { metric: string }>
  '/patients/me/heatmap': Get<Heatmap, Range>
  '/patients/me/associations': Get<Associations>
  '/profiles': Get<ListOf<ProfileSummary>>
  '/article': Get<Article>
  '/article/{name}': { get: { parameters: { path: { name: string } } } & Ok<ArticlePage> }
  '/patients/me/article/{name}': { get: { parameters: { path: { name: string } } } & Ok<ArticlePage> }
  '/patients/me/consents': Get<ListOf<Consent>> & { post: Send<{ scope: string; email?: string; from?: string; until?: string }, Invited> }
  '/patients/me/consents/{id}': { delete: None & At<'id'> }
  '/patients/me/consents/{id}/confirm': { post: { parameters: { path: { id: string } } } & Ok<Consent> }
  '/patients/me/access': Get<ListOf<Look>>
  '/patients/me/quiet': Get<Quiet> & { post: Send<{ answer: 'all_quiet' | 'not_now' }, Quiet> }
  '/patients/me/export': Get<Blob, { format: string }>
  '/patients/me/plan': Get<Plan>
  '/patients/me/notes': Get<ListOf<Note>>
  '/patients/me/visit-links': Get<ListOf<VisitLink>> & { post: Send<{ scope: string; from?: string }, VisitLink & Shown> }
  '/patients/me/visit-links/{id}': { delete: None & At<'id'> }
  '/visit': { post: Send<{ code: string }, VisitAnswer> }
  '/visit/standing': { post: Send<{ code: string }, { expires_at: string }> }
  '/caseload': Get<CaseloadAnswer, { sort: string }>
  '/caseload/standing': Get<{ standing: string }>
  '/consents': Get<ListOf<Held>>
  '/consents/{id}': { delete: None & At<'id'> }
  '/consents/{id}/handover': { post: At<'id'> & Send<{ email?: string }, Invited> }
  '/consents/preview': { post: Send<{ code: string }, Offered> }
  '/invitations': { post: Send<{ scope: string; email?: string }, Invited> }
  '/patients/{patient}/standing': { get: At<'patient'> & Ok<{ consent: string; scope: string }> }
  '/patients/{patient}/tags': { put: At<'patient'> & Send<{ tags: string[] }, ListOf<string>> }
  '/patients/{patient}/nights': { get: At<'patient'> & Ok<ListOf<Night>> }
  '/patients/{patient}/nights/{date}': { patch: At<'patient' | 'date'> & Send<Partial<Night>, Night & { safety?: Flag[] }> }
  '/patients/{patient}/safety': { get: At<'patient'> & Ok<ListOf<Flag>> }
  '/patients/{patient}/page': { get: At<'patient'> & Ok<PatientPage> }
  '/patients/{patient}/review': { post: At<'patient'> & Ok<Review>; delete: At<'patient'> & Ok<Review> }
  '/patients/{patient}/notes': { post: At<'patient'> & Send<{ text: string; shared: boolean }, Note> }
  '/patients/{patient}/notes/{note}': { patch: At<'patient' | 'note'> & Send<{ text?: string; shared?: boolean }, Note>; delete: None & At<'patient' | 'note'> }
  '/patients/{patient}/plan': { put: At<'patient'> & Send<{ items: Wanted[] }, Plan> }
  '/patients/{patient}/tips': { get: At<'patient'> & Ok<Tips> }
  '/mail/preferences': Get<MailPreferences> & { patch: Send<MailChanges, MailPreferences> }
  '/mail/preview': Get<MailForms>
  '/push/subscriptions': Get<PushDevices> & { post: Send<PushSubscriptionJSON, unknown> } & { delete: { parameters: object; requestBody: { content: { 'application/json': { endpoint: string } } } } & Gone }
  '/consents/accept': { post: Send<{ code: string; scope?: string; from?: string; until?: string }, Consent> }
}
