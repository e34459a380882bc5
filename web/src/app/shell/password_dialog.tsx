import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { ProblemText } from '@/kernel/problem_text';

/** One's own password (asks for the present one), or another account's when `account` is given. */
export default function PasswordDialog(props: { account?: { id: string; name: string }; on_close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [current, set_current] = useState('');
  const [password, set_password] = useState('');
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const own = props.account === undefined;
  const ready = password.length > 0 && (!own || current.length > 0);

  async function save() {
    set_busy(true);
    set_problem(null);
    try {
      if (props.account) await request(`/accounts/${props.account.id}/password`, { method: 'POST', body: { password } });
      else await request('/session', { method: 'PATCH', body: { current_password: current, password } });
      message.success(t('session.password_changed'));
      props.on_close();
    } catch (error) {
      set_problem(error);
      set_busy(false);
    }
  }

  return (
    <Modal
      open
      title={props.account ? t('session.set_password_of', { name: props.account.name }) : t('session.change_password')}
      okText={t('app.save')}
      okButtonProps={{ disabled: !ready, loading: busy }}
      onOk={save}
      onCancel={props.on_close}
    >
      <div className="dialog-fields">
        {problem !== null && <ProblemText error={problem} />}
        {own && (
          <label htmlFor="current-password">
            {t('session.current_password')}
            <Input
              id="current-password"
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => set_current(event.target.value)}
            />
          </label>
        )}
        <label htmlFor="new-password">
          {t('session.new_password')}
          <Input
            id="new-password"
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => set_password(event.target.value)}
            onPressEnter={() => ready && void save()}
          />
        </label>
      </div>
    </Modal>
  );
}
